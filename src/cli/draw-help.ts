/** The help, drawn from the table of commands, so that it cannot say anything else. */

import { breakLines } from './break-lines.ts';
import type { Command, Option, OptionTable } from './command.ts';
import type { CommandSet } from './parse-arguments.ts';

const EXIT_CODES = 'Exit codes: 0 accepted or done, 1 rejected, 2 usage or unreadable input, 3 inconclusive.';

/** @param topic a command, or the first word of a group of them; undefined for everything */
export function drawHelp(set: CommandSet, topic: string | undefined, width: number): string {
  const lines = topic === undefined ? overview(set, width) : pages(set, topic, width);
  return `${lines.join('\n')}\n`;
}

function overview({ commands, later, globals }: CommandSet, width: number): string[] {
  return [
    ...breakLines('CLR Bridge: Comprehensive Learner Records into Verifiable Credentials, and back.', width),
    '',
    'Usage: clr-bridge COMMAND [options]',
    '',
    ...columns(
      commands.map(({ name, summary }) => [name, summary]),
      width,
    ),
    '',
    'Options of every command:',
    ...columns(optionRows(globals), width),
    '',
    ...breakLines(`Of a later version: ${later.join(', ')}.`, width),
    ...breakLines(EXIT_CODES, width),
    ...breakLines('FILE may be - for standard input. "clr-bridge help COMMAND" tells more.', width),
  ];
}

function pages({ commands }: CommandSet, topic: string, width: number): string[] {
  const members = commands.filter(({ name }) => name === topic || name.startsWith(`${topic} `));
  return members.flatMap((command, i) => [...(i > 0 ? [''] : []), ...page(command, width)]);
}

function page({ name, usage, summary, details, options }: Command, width: number): string[] {
  const rows = optionRows(options);
  return [
    `Usage: clr-bridge ${name} ${usage}`.trimEnd(),
    '',
    ...breakLines(summary, width),
    ...(details === undefined ? [] : ['', ...breakLines(details, width)]),
    ...(rows.length === 0 ? [] : ['', ...columns(rows, width)]),
  ];
}

function optionRows(options: OptionTable): [string, string][] {
  return Object.entries(options).map(([name, option]) => {
    const short = option.short === undefined ? '' : `-${option.short}, `;
    return [`${short}--${name}${placeholderOf(option)}`, option.doc];
  });
}

function placeholderOf({ type, choices, value = 'VALUE', gathers }: Option): string {
  if (type === 'boolean') return '';
  return ` ${choices === undefined ? value : choices.join('|')}${gathers ? ' ...' : ''}`;
}

/** Two columns; where the first is too wide, the second begins on the next line. */
function columns(rows: [string, string][], width: number): string[] {
  const left = Math.min(28, Math.max(...rows.map(([name]) => name.length)) + 2);
  return rows.flatMap(([name, text]) => {
    const lines = breakLines(text, Math.max(20, width - left - 2)).map((line) => ' '.repeat(left + 2) + line);
    if (name.length + 2 > left) return [`  ${name}`, ...lines];
    const [first = '', ...rest] = lines;
    return [`  ${name.padEnd(left)}${first.slice(left + 2)}`, ...rest];
  });
}
