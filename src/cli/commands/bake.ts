import { writeFile } from 'node:fs/promises';
import { bake } from '../../images/bake.ts';
import { BridgeError } from '../../kernel/errors.ts';
import { reasonOf } from '../../kernel/reason-of.ts';
import type { Command } from '../command.ts';
import { checkStdin, readBytes, readInputs, sourceOf } from '../read-input.ts';

export const bakeCommand: Command = {
  name: 'bake',
  usage: 'IMAGE CREDENTIAL [--out FILE] [--overwrite]',
  summary: 'Puts an Open Badges 3.0 or CLR 2.0 credential into a PNG or SVG; the rest of the image stays.',
  details:
    'The credential goes in as it is, JSON or JWT; whether it verifies is not asked. It can also come out of another image.',
  options: {
    out: { type: 'string', value: 'FILE', doc: 'Writes the image there, not to standard output.' },
    overwrite: { type: 'boolean', doc: 'Takes out what is baked into the image already.' },
  },
  words: { min: 2, max: 2 },
  async run({ args, terminal, notes }) {
    checkStdin(args.words);
    const file = args.text('out');
    if (file === undefined && terminal.isTerminal) {
      throw new BridgeError(
        'usage',
        'An image is not written to a terminal: name a file with --out, or redirect.',
      );
    }
    const [image = '', credential = ''] = args.words;
    const source = await sourceOf(terminal);
    const bytes = await readBytes(image, source);
    const [input] = await readInputs([credential], terminal, notes);
    const baked = bake(bytes, input!.text, { overwrite: args.flag('overwrite'), maxBytes: source.maxBytes });
    if (file === undefined) await terminal.write(baked);
    else await save(file, baked);
    return 0;
  },
};

async function save(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (cause) {
    throw new BridgeError('usage', `The image cannot be written to ${file}: ${reasonOf(cause)}.`, { cause });
  }
}
