import type { Command } from '../command.ts';
import { drawReport } from '../draw-report.ts';
import { exitCodeOfVerdict } from '../exit-code.ts';
import { issuerOf } from '../issuer-of.ts';
import { printable } from '../notes.ts';
import { readInputs } from '../read-input.ts';
import { usesColour, widthOfTerminal } from '../terminal-style.ts';
import { ASKED } from './unwrap.ts';

export const verifyCommand: Command = {
  name: 'verify',
  usage: 'FILE | - [options]',
  summary: 'Verifies a credential, presentation, JWT or learner record, and prints the report.',
  details: 'The exit code tells the verdict: 0 accepted, 1 rejected, 3 inconclusive.',
  options: {
    format: { type: 'string', choices: ['json', 'text'], doc: 'json (default), or text for people.' },
    ...ASKED,
  },
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes, open }) {
    const [input] = await readInputs(args.words, terminal, notes);
    const { bridge } = await open({ creates: false });
    const [challenge, domain] = [args.text('challenge'), args.text('domain')];
    const report = await bridge.verify(input!.value, {
      ...(challenge === undefined ? {} : { challenge }),
      ...(domain === undefined ? {} : { domain }),
    });
    if (args.text('format') === 'text') {
      const issuer = issuerOf(input!.value);
      const style = { width: widthOfTerminal(terminal), colour: usesColour(args, terminal) };
      await terminal.write(drawReport(report, { ...style, ...(issuer === undefined ? {} : { issuer }) }));
    } else {
      await terminal.write(printable(report));
    }
    return exitCodeOfVerdict(report.verdict);
  },
};
