import { unbake } from '../../images/unbake.ts';
import { safeText } from '../../kernel/safe-text.ts';
import type { Command } from '../command.ts';
import { readBytes, sourceOf } from '../read-input.ts';

const STANDARDS = { 'ob-3.0': 'Open Badges 3.0', 'clr-2.0': 'CLR 2.0', 'ob-2.0': 'Open Badges 2.0' } as const;

export const unbakeCommand: Command = {
  name: 'unbake',
  usage: 'IMAGE | -',
  summary: 'Prints what is baked into a PNG or SVG, as it stands there; nothing is verified.',
  details: 'verify and unwrap read such images themselves.',
  options: {},
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes }) {
    const source = await sourceOf(terminal);
    const bytes = await readBytes(args.words[0] ?? '', source);
    const { format, kind, text } = unbake(bytes, { maxBytes: source.maxBytes });
    notes.notice(`Baked into the ${format.toUpperCase()}: ${STANDARDS[kind]}, not verified.`);
    const lines = terminal.isTerminal ? text.split('\n').map(safeText).join('\n') : text;
    await terminal.write(`${lines}\n`);
    return 0;
  },
};
