import { PROOFS } from '../../kernel/contract.ts';
import type { JoinInput } from '../../workflows/join-credentials.ts';
import type { Command } from '../command.ts';
import { ensureIssuer } from '../ensure-issuer.ts';
import { readInputs } from '../read-input.ts';
import { definedOf, textOfSecured } from './wrap.ts';

export const joinCommand: Command = {
  name: 'join',
  usage: 'FILE... [options]',
  summary: 'Joins achievement credentials of one learner to a ClrCredential; each keeps its own proof.',
  details:
    'Files may hold one credential or an array of them. Each is verified first: what failed is refused, and what could not be checked as well, unless asked for with --allow-unverified.',
  options: {
    issuer: {
      type: 'string',
      value: 'DID',
      doc: 'Who joins and signs the whole. Default: the oldest key’s.',
    },
    'issuer-name': { type: 'string', value: 'TEXT', doc: 'Name of whoever joins, for people.' },
    name: {
      type: 'string',
      value: 'TEXT',
      doc: 'Title of the record. Default: Comprehensive Learner Record.',
    },
    proof: {
      type: 'string',
      choices: PROOFS,
      doc: 'Proof of the whole. Default: eddsa-rdfc-2022.',
    },
    'valid-until': { type: 'string', value: 'DATE', doc: 'End of validity of the whole.' },
    'allow-unverified': {
      type: 'boolean',
      doc: 'Also takes credentials of which something could not be checked, and says so.',
    },
  },
  words: { min: 1, max: Number.POSITIVE_INFINITY },
  async run({ args, terminal, notes, open }) {
    const inputs = await readInputs(args.words, terminal, notes);
    const { bridge } = await open({ creates: true });
    await ensureIssuer(bridge, args.text('issuer'), notes);
    const { verifiableCredential, warnings } = await bridge.join({
      credentials: inputs.flatMap(({ value }) => (Array.isArray(value) ? value : [value])),
      ...definedOf({
        issuer: args.text('issuer'),
        issuerName: args.text('issuer-name'),
        name: args.text('name'),
        proof: args.text('proof'),
        validUntil: args.text('valid-until'),
      }),
      ...(args.flag('allow-unverified') ? { allowUnverified: true } : {}),
    } as JoinInput);
    for (const warning of warnings) notes.finding(warning);
    await terminal.write(textOfSecured(verifiableCredential));
    return 0;
  },
};
