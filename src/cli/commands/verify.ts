import { outline } from '../../records/outline.ts';
import { parseRecord } from '../../records/parse-record.ts';
import type { Command } from '../command.ts';
import { drawReport } from '../draw-report.ts';
import { exitCodeOfVerdict } from '../exit-code.ts';
import { issuerOf } from '../issuer-of.ts';
import { printable } from '../notes.ts';
import { readInputs } from '../read-input.ts';
import { usesColour, widthOfTerminal } from '../terminal-style.ts';
import { ASKED, askedOf } from './unwrap.ts';

export const verifyCommand: Command = {
  name: 'verify',
  usage: 'FILE | URL | - [options]',
  summary: 'Verifies a credential, presentation, JWT or learner record, and prints the report.',
  details:
    'At an address (https, public hosts) is read what a learner was sent a link to. A PNG or SVG stands for the credential baked into it. The exit code tells the verdict: 0 accepted, 1 rejected, 3 inconclusive.',
  options: {
    format: { type: 'string', choices: ['json', 'text'], doc: 'json (default), or text for people.' },
    ...ASKED,
  },
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes, open }) {
    const [input] = await readInputs(args.words, terminal, notes);
    const { bridge } = await open({ creates: false });
    const asked = askedOf(args);
    const report = await bridge.verify(input!.value, asked);
    if (args.text('format') !== 'text') {
      await terminal.write(printable(report));
      return exitCodeOfVerdict(report.verdict);
    }
    // whether it verified or not: the marks say which
    const shown = outline(parseRecord(input!.value));
    const issuer = issuerOf(input!.value);
    const style = { width: widthOfTerminal(terminal), colour: usesColour(args, terminal) };
    await terminal.write(
      drawReport(report, {
        ...style,
        outlines: [shown],
        recipient: asked.recipient !== undefined,
        ...(issuer === undefined ? {} : { issuer }),
      }),
    );
    return exitCodeOfVerdict(report.verdict);
  },
};
