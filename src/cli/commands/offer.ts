/** Offers of records to wallets: `offer FILE`, and the group `offers` for what became of them. */

import { drawQrText } from '../../images/draw-qr.ts';
import { BridgeError } from '../../kernel/errors.ts';
import { safeText } from '../../kernel/safe-text.ts';
import { parseInstant } from '../../kernel/time.ts';
import type { OwnedExchange } from '../../workflows/describe-exchange.ts';
import type { ExchangeKind } from '../../workflows/exchange-ports.ts';
import type { Arguments, Call, Command, OptionTable } from '../command.ts';
import { ensureIssuer } from '../ensure-issuer.ts';
import { printable } from '../notes.ts';
import { readInputs } from '../read-input.ts';
import { usesColour } from '../terminal-style.ts';
import { WRAP_OPTIONS, wrapOptionsOf } from './wrap.ts';

/** Of every command that makes an exchange. */
export const EXCHANGE_OPTIONS = {
  expires: {
    type: 'string',
    value: 'SECONDS|DATE',
    doc: 'When it ends: seconds from now, or a date-time with a zone.',
  },
  qr: {
    type: 'string',
    choices: ['interaction', 'openid4vc', 'page', 'none'],
    doc: 'Which link the QR code shows. interaction (default): any wallet and any camera follows it. openid4vc: opens wallets that speak only that.',
  },
  format: {
    type: 'string',
    choices: ['text', 'json'],
    doc: 'text (default): links and a QR code for people. json: everything, for programs.',
  },
} as const satisfies OptionTable;

/** @throws BridgeError `usage` */
export function expiresOf(args: Arguments): { expires?: Date | number } {
  const text = args.text('expires');
  if (text === undefined) return {};
  if (/^\d{1,9}$/.test(text)) return { expires: Number(text) };
  const instant = /(Z|[+-]\d\d:\d\d)$/.test(text) ? parseInstant(text) : undefined;
  if (instant !== undefined) return { expires: instant };
  throw new BridgeError('usage', '--expires takes seconds from now, or a date-time with a zone.');
}

export const offerCommand: Command = {
  name: 'offer',
  usage: 'FILE... | - [options]',
  summary: 'Offers learner records to a wallet: prints links and a QR code that claim them.',
  details:
    'The records are wrapped and signed when a wallet claims them, bound to the DID that it proves (profile clr2, with an entry for revocation, unless said otherwise). Files that hold credentials are issued then, or, where they are signed already, handed over as they are. Wallets claim at the running service (serve) on the same data.',
  options: {
    ...WRAP_OPTIONS,
    for: { type: 'string', value: 'DID', doc: 'The only DID that may claim it.' },
    'tx-code': {
      type: 'boolean',
      doc: 'Asks for a code of six digits, printed here, that the learner gets on another way than the link.',
    },
    uses: { type: 'string', value: 'N', doc: 'How many wallets may claim it. Default: 1.' },
    'only-wallets': {
      type: 'boolean',
      doc: 'Nobody gets it without the proof of a DID; otherwise the page lets a person download it.',
    },
    'wallet-url': {
      type: 'string',
      value: 'URL',
      doc: 'What the link of OpenID4VCI begins with, to open one wallet. Default: openid-credential-offer://',
    },
    ...EXCHANGE_OPTIONS,
  },
  words: { min: 1, max: Number.POSITIVE_INFINITY },
  async run(call) {
    const { args, terminal, notes, open } = call;
    const inputs = await readInputs(args.words, terminal, notes);
    const { bridge } = await open({ creates: true });
    await ensureIssuer(bridge, args.text('issuer'), notes);
    const { subject: _subject, ...options } = wrapOptionsOf(args);
    const given = { subject: args.text('for'), walletUrl: args.text('wallet-url') };
    const offer = await bridge.exchanges.createOffer({
      documents: inputs.flatMap(({ value }) => (Array.isArray(value) ? value : [value])),
      options,
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      ...(args.flag('tx-code') ? { txCode: true } : {}),
      ...(args.flag('only-wallets') ? { binding: 'required' as const } : {}),
      ...usesOf(args),
      ...expiresOf(args),
    });
    return showExchange(call, offer);
  },
};

/** @throws BridgeError `usage` */
function usesOf(args: Arguments): { uses?: number } {
  const text = args.text('uses');
  if (text === undefined) return {};
  if (!/^\d{1,5}$/.test(text)) throw new BridgeError('usage', '--uses takes a whole number.');
  return { uses: Number(text) };
}

/** The links of an exchange and a QR code of one, for people; or all of it, for programs. */
export async function showExchange({ args, terminal, notes }: Call, exchange: OwnedExchange): Promise<0> {
  if (!terminal.env['CLR_BRIDGE_BASE_URL'])
    notes.notice(
      'Wallets elsewhere reach these links only where CLR_BRIDGE_BASE_URL says how; it is not set.',
    );
  if (args.text('format') === 'json') {
    await terminal.write(printable(exchange));
    return 0;
  }
  const { id, kind, expires, items, links, txCode, webhookSecret } = exchange;
  const shown = args.text('qr') ?? 'interaction';
  const qr =
    shown === 'none' ? '' : `${await drawQrText(linkFor(shown, links), usesColour(args, terminal))}\n`;
  const lines: [string, string][] = [
    [kind === 'offer' ? 'Offer' : 'Request', `${id}, until ${expires}`],
    ...items.map((item): [string, string] => ['', item]),
    ['Page', links.page],
    ['Any wallet', links.interaction],
    ...Object.entries(links.wallets)
      .filter(([name]) => name !== LONG_LINK)
      .map(([name, link]): [string, string] => [WALLETS[name] ?? name, link]),
    ...(txCode === undefined ? [] : [['Transaction code', txCode] as [string, string]]),
    ...(webhookSecret === undefined ? [] : [['Webhook secret', webhookSecret] as [string, string]]),
  ];
  await terminal.write(qr + lines.map(([name, text]) => `${name.padEnd(18)}${safeText(text)}\n`).join(''));
  return 0;
}

/** Several screens of parameters; programs find it in the JSON. */
const LONG_LINK = 'openid4vc-by-value';

const WALLETS: Record<string, string> = {
  openid4vc: 'OpenID wallets',
  'openid4vc-sd-jwt': 'with SD-JWT',
  'learner-credential-wallet': 'Learner wallet',
};

function linkFor(name: string, links: OwnedExchange['links']): string {
  if (name === 'page') return links.page;
  return name === 'openid4vc' ? (links.wallets['openid4vc'] ?? links.interaction) : links.interaction;
}

/** The group of commands that list, show and end what was made. */
export function exchangeCommands(kind: ExchangeKind): Command[] {
  const show: Command = {
    name: `${kind}s show`,
    usage: 'ID',
    summary: `Prints ${ARTICLE[kind]} ${kind}: its state, its links and what happened.`,
    options: {},
    words: { min: 1, max: 1 },
    async run({ args, terminal, open }) {
      const { bridge } = await open({ creates: false });
      await terminal.write(printable(await bridge.exchanges.describe(kind, args.words[0] ?? '')));
      return 0;
    },
  };
  const list: Command = {
    name: `${kind}s list`,
    usage: '',
    summary: `Prints the ${kind}s, newest first.`,
    options: {},
    words: { min: 0, max: 0 },
    async run({ terminal, open }) {
      const { bridge } = await open({ creates: false });
      await terminal.write(printable(await bridge.exchanges.list(kind, MAX_LISTED)));
      return 0;
    },
  };
  const cancel: Command = {
    name: `${kind}s cancel`,
    usage: 'ID',
    summary: `Ends ${ARTICLE[kind]} ${kind}, and forgets what it holds.`,
    options: {},
    words: { min: 1, max: 1 },
    async run({ args, open }) {
      const { bridge } = await open({ creates: false });
      await bridge.exchanges.cancel(kind, args.words[0] ?? '');
      return 0;
    },
  };
  return [list, show, cancel];
}

const ARTICLE: Record<ExchangeKind, string> = { offer: 'an', request: 'a' };
const MAX_LISTED = 1000;
