import { writeFile } from 'node:fs/promises';
import { looksLikeJwt } from '../../kernel/decode-jwt.ts';
import { BridgeError } from '../../kernel/errors.ts';
import type { Json } from '../../kernel/json.ts';
import { reasonOf } from '../../kernel/reason-of.ts';
import type { Report } from '../../kernel/report.ts';
import type { Asked } from '../../workflows/ports.ts';
import type { UnwrapOptions, Unwrapped } from '../../workflows/unwrap-records.ts';
import type { Arguments, Command, OptionTable } from '../command.ts';
import type { Notes } from '../notes.ts';
import { printable } from '../notes.ts';
import { readInputs } from '../read-input.ts';

/** What a presentation must answer, and whom it should be about; the same for every command that verifies. */
export const ASKED = {
  challenge: { type: 'string', value: 'TEXT', doc: 'The challenge that a presentation must answer.' },
  domain: { type: 'string', value: 'TEXT', doc: 'The domain that a presentation must be made for.' },
  recipient: {
    type: 'string',
    value: 'EMAIL|ID',
    doc: 'The person it must be about. Compared here, with hashed identifiers too; sent nowhere.',
  },
} as const;

/** The values of these options, as far as they are given. */
export function askedOf(args: Arguments): Asked {
  const names = Object.keys(ASKED) as (keyof typeof ASKED)[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = args.text(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** In which form records come out, and which; the same for every command that unwraps. */
export const UNWRAP_OPTIONS = {
  to: {
    type: 'string',
    choices: ['native', '1.0', '2.0'],
    doc: 'native (default): as it stands there. 1.0, 2.0: the record in that version, also out of a signed one, and converted where it is of the other.',
  },
  bridge: {
    type: 'string',
    gathers: true,
    value: 'DID',
    doc: 'To 1.0: issuers, beside the own ones, whose carried members of CLR 1.0 are believed.',
  },
  'allow-unverified': {
    type: 'boolean',
    doc: 'Prints the records though they did not verify, and says so.',
  },
} as const satisfies OptionTable;

export const unwrapCommand: Command = {
  name: 'unwrap',
  usage: 'FILE | - [options]',
  summary: 'Verifies a credential or presentation, and prints the records in it as they went in.',
  details:
    'One record is printed as an object, a signed one as its compact JWS, several as an array. What did not verify is not handed out, unless asked for with --allow-unverified.',
  options: {
    ...UNWRAP_OPTIONS,
    ...ASKED,
    report: { type: 'string', value: 'FILE', doc: 'Writes the whole report there, whatever the verdict.' },
  },
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes, open }) {
    const [input] = await readInputs(args.words, terminal, notes);
    const { bridge } = await open({ creates: false });
    const file = args.text('report');
    let unwrapped: Unwrapped;
    try {
      unwrapped = await bridge.unwrap(input!.value, { ...askedOf(args), ...unwrapOptionsOf(args) });
    } catch (error) {
      const report = error instanceof BridgeError ? (error.extra['report'] as Report | undefined) : undefined;
      if (report === undefined) throw error;
      summarise(report, notes);
      await saveReport(file, report);
      throw error;
    }
    const { records, report } = unwrapped;
    summarise(report, notes);
    await saveReport(file, report);
    if (report.verdict !== 'accepted') {
      notes.notice(
        `NOT VERIFIED: the input is ${report.verdict}; the output is what it says, not what is known.`,
      );
    }
    for (const { selected, pointer } of records) {
      if (selected)
        notes.notice(
          `The record${pointer && ` at ${pointer}`} is a selection: its issuer signed more than is shown.`,
        );
    }
    for (const { losses = [] } of records) for (const loss of losses) notes.remark('loss', loss);
    const clrs = records.map(({ clr }) => clr);
    await terminal.write(clrs.length === 1 ? textOfRecord(clrs[0]!) : printable(clrs));
    return 0;
  },
};

/** A signed record is its compact JWS or SD-JWT; anything else is JSON. */
function textOfRecord(record: Json): string {
  return typeof record === 'string' && looksLikeJwt(record) ? `${record}\n` : printable(record);
}

/** The options above, as they are handed on. */
export function unwrapOptionsOf(args: Arguments): Pick<UnwrapOptions, 'to' | 'bridges' | 'allowUnverified'> {
  const bridges = args.list('bridge');
  const to = args.text('to');
  return {
    ...(to === undefined ? {} : { to: to as 'native' | '1.0' | '2.0' }),
    ...(bridges.length > 0 ? { bridges } : {}),
    ...(args.flag('allow-unverified') ? { allowUnverified: true } : {}),
  };
}

/** What speaks against it, what could not be checked, and what to know, in this order. */
function summarise({ findings }: Report, notes: Notes): void {
  for (const item of findings)
    if (item.severity === 'error' && item.result === 'fail') notes.remark('failed', item);
  for (const item of findings)
    if (item.severity === 'error' && item.result === 'unknown') notes.remark('unchecked', item);
  for (const item of findings) if (item.severity === 'warning') notes.finding(item);
}

async function saveReport(file: string | undefined, report: Report): Promise<void> {
  if (file === undefined) return;
  try {
    await writeFile(file, printable(report));
  } catch (cause) {
    throw new BridgeError('usage', `The report cannot be written to ${file}: ${reasonOf(cause)}.`, { cause });
  }
}
