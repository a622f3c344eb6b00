import { BridgeError } from '../../kernel/errors.ts';
import type { Json } from '../../kernel/json.ts';
import type { Report } from '../../kernel/report.ts';
import { type Outline, outline } from '../../records/outline.ts';
import { isNativeRecord, parseRecord } from '../../records/parse-record.ts';
import type { Bridge } from '../../workflows/bridge.ts';
import type { Asked } from '../../workflows/ports.ts';
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
  usage: 'FILE | - [options]',
  summary: 'Verifies a credential, presentation, JWT or learner record, and prints the report.',
  details:
    'A PNG or SVG stands for the credential baked into it. The exit code tells the verdict: 0 accepted, 1 rejected, 3 inconclusive.',
  options: {
    format: { type: 'string', choices: ['json', 'text'], doc: 'json (default), or text for people.' },
    ...ASKED,
  },
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes, open }) {
    const [input] = await readInputs(args.words, terminal, notes);
    const { bridge } = await open({ creates: false });
    const asked = askedOf(args);
    if (args.text('format') !== 'text') {
      const report = await bridge.verify(input!.value, asked);
      await terminal.write(printable(report));
      return exitCodeOfVerdict(report.verdict);
    }
    const { report, outlines } = await readForPeople(bridge, input!.value, asked);
    const issuer = issuerOf(input!.value);
    const style = { width: widthOfTerminal(terminal), colour: usesColour(args, terminal) };
    await terminal.write(
      drawReport(report, {
        ...style,
        outlines,
        recipient: asked.recipient !== undefined,
        ...(issuer === undefined ? {} : { issuer }),
      }),
    );
    return exitCodeOfVerdict(report.verdict);
  },
};

/** The same report, with an outline of each record in it, whether that verified or not: the marks say which. */
async function readForPeople(
  bridge: Bridge,
  value: Json,
  asked: Asked,
): Promise<{ report: Report; outlines: Outline[] }> {
  try {
    const { report, records } = await bridge.unwrap(value, { ...asked, allowUnverified: true });
    return { report, outlines: records.flatMap(({ clr, pointer }) => outlineOf(clr, pointer)) };
  } catch (error) {
    const report = error instanceof BridgeError ? (error.extra['report'] as Report | undefined) : undefined;
    if (report === undefined) throw error;
    return { report, outlines: [] }; // there is no record in it
  }
}

function outlineOf(record: Json, pointer: string): Outline[] {
  const parsed = parseRecord(record);
  return isNativeRecord(parsed) ? [outline(parsed, pointer)] : [];
}
