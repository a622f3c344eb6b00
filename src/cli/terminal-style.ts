/** How wide a terminal is, and whether it is coloured. */
import type { Arguments, Terminal } from './command.ts';

const NARROWEST = 40;
const USUAL = 100;

/** The columns of the terminal; elsewhere COLUMNS, or 100. */
export function widthOfTerminal({ columns, env }: Pick<Terminal, 'columns' | 'env'>): number {
  const width = columns ?? Number(env['COLUMNS']);
  return Number.isInteger(width) && width > 0 ? Math.max(NARROWEST, width) : USUAL;
}

/** `--color` and `--no-color` decide; else only terminals are coloured, and none where NO_COLOR is set (no-color.org). */
export function usesColour(
  args: Arguments,
  { isTerminal, env }: Pick<Terminal, 'isTerminal' | 'env'>,
): boolean {
  if (args.flag('no-color')) return false;
  if (args.flag('color')) return true;
  return isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
