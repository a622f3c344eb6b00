/** Requests to wallets: `request`, and the group `requests` for what was answered. */
import { CLIENT_IDS, REQUEST_QUERIES, TEMPLATES } from '../../kernel/exchange.ts';
import type { RequestInput } from '../../workflows/create-request.ts';
import type { Command } from '../command.ts';
import { EXCHANGE_OPTIONS, expiresOf, showExchange } from './offer.ts';
import { definedOf } from './wrap.ts';

export const requestCommand: Command = {
  name: 'request',
  usage: '[options]',
  summary: 'Asks a learner for records: prints links and a QR code that a wallet answers.',
  details:
    'What the wallet presents is verified and unwrapped; requests show prints the answer. Wallets answer at the running service (serve) on the same data.',
  options: {
    template: {
      type: 'string',
      choices: TEMPLATES,
      doc: 'any-clr (default): a CLR of anybody. clr-from: of the issuers named. badges: badges of the types or issuers named.',
    },
    from: { type: 'string', gathers: true, value: 'DID', doc: 'Issuers whose credentials are asked for.' },
    type: {
      type: 'string',
      gathers: true,
      value: 'TYPE',
      doc: 'Types of achievements, for instance Course or Certification.',
    },
    title: { type: 'string', value: 'TEXT', doc: 'What is asked for, for people.' },
    to: {
      type: 'string',
      choices: ['native', '1.0', '2.0'],
      doc: 'native (default): records as they went in. 1.0, 2.0: in that version.',
    },
    recipient: { type: 'string', value: 'EMAIL|ID', doc: 'The person it must be about.' },
    'no-binding': { type: 'boolean', doc: 'Nobody has to prove to be the subject of what is presented.' },
    'allow-unverified': {
      type: 'boolean',
      doc: 'Keeps the records of an answer that was not accepted too, each with its state.',
    },
    webhook: { type: 'string', value: 'URL', doc: 'Who is told when there is an answer.' },
    'webhook-records': { type: 'boolean', doc: 'The webhook is told the records too, not only the verdict.' },
    'client-id': {
      type: 'string',
      choices: CLIENT_IDS,
      doc: 'How the service names itself to wallets of OpenID4VP. redirect-uri (default): by its address, in requests that nobody signs. did: by a DID whose key signs them. x509: by its host, under the certificate in CLR_BRIDGE_X509_CHAIN.',
    },
    verifier: {
      type: 'string',
      value: 'DID',
      doc: 'The DID of --client-id did. Default: the default issuer.',
    },
    encrypted: { type: 'boolean', doc: 'Wallets of OpenID4VP encrypt what they answer.' },
    query: {
      type: 'string',
      choices: REQUEST_QUERIES,
      doc: 'What OpenID4VP asks in. dcql (default); presentation-exchange for wallets older than version 1.0.',
    },
    ...EXCHANGE_OPTIONS,
  },
  words: { min: 0, max: 0 },
  async run(call) {
    const { args, open } = call;
    const { bridge } = await open({ creates: true });
    const [issuers, achievementTypes] = [args.list('from'), args.list('type')];
    const request = await bridge.exchanges.createRequest({
      ...definedOf({
        template: args.text('template'),
        title: args.text('title'),
        to: args.text('to'),
        recipient: args.text('recipient'),
        webhook: args.text('webhook'),
        query: args.text('query'),
        clientId: args.text('client-id'),
        verifier: args.text('verifier'),
      }),
      issuers,
      achievementTypes,
      ...(args.flag('allow-unverified') ? { allowUnverified: true } : {}),
      ...(args.flag('no-binding') ? { binding: 'none' } : {}),
      ...(args.flag('webhook-records') ? { webhookRecords: true } : {}),
      ...(args.flag('encrypted') ? { encrypted: true } : {}),
      ...expiresOf(args),
    } as RequestInput);
    return showExchange(call, request);
  },
};
