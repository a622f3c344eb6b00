import { BridgeError } from '../../kernel/errors.ts';
import type { Command } from '../command.ts';
import { printable } from '../notes.ts';
import { readInputs } from '../read-input.ts';
import { CLR2_OPTIONS, clr2ChoicesOf, definedOf } from './wrap.ts';

export const convertCommand: Command = {
  name: 'convert',
  usage: 'FILE | - --to 1.0|2.0 [options]',
  summary: 'Converts a record between CLR 1.0 and CLR 2.0, unsigned; what does not fit is named.',
  details:
    'What the other version has no place for is carried along as JSON, and put back on the way back. Losses go to standard error.',
  options: {
    to: { type: 'string', choices: ['1.0', '2.0'], doc: 'The version that comes out. Needed.' },
    issuer: { type: 'string', value: 'DID', doc: 'To 2.0: who is going to sign. Default: the oldest key’s.' },
    subject: { type: 'string', value: 'DID', doc: 'To 2.0: the learner. Default: the id in the record.' },
    ...CLR2_OPTIONS,
    bridge: {
      type: 'string',
      gathers: true,
      value: 'DID',
      doc: 'To 1.0: issuers, beside the own ones, whose carried members are put back.',
    },
    lang: { type: 'string', value: 'TAG', doc: 'To 1.0: choice in texts of several languages. Default: en.' },
  },
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes, open }) {
    const to = args.text('to');
    if (to === undefined) throw new BridgeError('usage', '--to says what comes out: 1.0 or 2.0.');
    const [input] = await readInputs(args.words, terminal, notes);
    const { bridge } = await open({ creates: false });
    const bridges = args.list('bridge');
    const { clr, losses } = await bridge.convert({
      record: input!.value,
      to: to as '1.0' | '2.0',
      ...definedOf({ issuer: args.text('issuer'), subject: args.text('subject'), lang: args.text('lang') }),
      ...clr2ChoicesOf(args),
      ...(bridges.length > 0 ? { bridges } : {}),
    });
    for (const loss of losses) notes.remark('loss', loss);
    await terminal.write(printable(clr));
    return 0;
  },
};
