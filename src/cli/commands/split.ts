import { PROOFS } from '../../kernel/contract.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { SplitInput } from '../../workflows/split-record.ts';
import type { Command } from '../command.ts';
import { ensureIssuer } from '../ensure-issuer.ts';
import { printable } from '../notes.ts';
import { readInputs } from '../read-input.ts';
import { CLR2_OPTIONS, clr2ChoicesOf, definedOf } from './wrap.ts';

export const splitCommand: Command = {
  name: 'split',
  usage: 'FILE | - [options]',
  summary: 'Prints the achievement credentials of a CLR, for wallets that cannot show a CLR.',
  details:
    'A signed ClrCredential is taken apart: each credential in it stays as it is. A record that is not signed is wrapped first, as by wrap --profile clr2. The output is an array; what is in none of them is named on standard error.',
  options: {
    issuer: {
      type: 'string',
      value: 'DID',
      doc: 'Who issues what is not signed yet. Default: the oldest key’s.',
    },
    subject: { type: 'string', value: 'DID', doc: 'The learner. Default: the id in the record.' },
    proof: {
      type: 'string',
      choices: PROOFS,
      doc: 'Proof of what is not signed yet. Default: eddsa-rdfc-2022.',
    },
    validation: {
      type: 'string',
      choices: ['strict', 'lenient'],
      doc: 'strict (default) refuses a record that breaks the standard, lenient takes it with warnings.',
    },
    ...CLR2_OPTIONS,
  },
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes, open }) {
    const [input] = await readInputs(args.words, terminal, notes);
    const { bridge } = await open({ creates: true });
    await ensureIssuer(bridge, args.text('issuer'), notes);
    const names = ['issuer', 'subject', 'proof', 'validation'] as const;
    const given = definedOf(Object.fromEntries(names.map((name) => [name, args.text(name)])));
    const { verifiableCredentials, leftOut, losses, warnings } = await bridge.split({
      record: input!.value as JsonObject | string,
      ...given,
      ...clr2ChoicesOf(args),
    } as SplitInput);
    for (const loss of losses) notes.remark('loss', loss);
    for (const warning of warnings) notes.finding(warning);
    for (const { pointer, reason } of leftOut) notes.notice(`Left out ${pointer}: ${reason}`);
    await terminal.write(printable(verifiableCredentials));
    return 0;
  },
};
