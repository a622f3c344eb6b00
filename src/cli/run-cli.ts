/** One run of the command line: parse, dispatch, and the exit code for whatever happens. */
import { BridgeError, textOf } from '../kernel/errors.ts';
import { safeText } from '../kernel/safe-text.ts';
import type { Call, ExitCode, OpenBridge, Terminal } from './command.ts';
import { COMMANDS } from './commands.ts';
import { drawHelp } from './draw-help.ts';
import { exitCodeOfFault } from './exit-code.ts';
import { createNotes, type Notes } from './notes.ts';
import { type Parsed, parseArguments } from './parse-arguments.ts';
import { widthOfTerminal } from './terminal-style.ts';

/** @param words the command line after the program's name */
export async function runCli(words: string[], terminal: Terminal): Promise<ExitCode> {
  const notes = createNotes((text) => terminal.writeError(text), wantsJson(words) ? 'json' : 'text');
  try {
    if (words.length === 0) {
      terminal.writeError(drawHelp(COMMANDS, undefined, widthOfTerminal(terminal)));
      return 2;
    }
    return await dispatch(parseArguments(words, COMMANDS), terminal, notes);
  } catch (error) {
    const fault = toFault(error);
    notes.fault(fault);
    if (/^(1|true)$/.test(terminal.env['CLR_BRIDGE_DEBUG'] ?? '') && error instanceof Error) {
      terminal.writeError(`${(error.stack ?? '').split('\n').map(safeText).join('\n')}\n`);
    }
    return exitCodeOfFault(fault);
  }
}

async function dispatch(parsed: Parsed, terminal: Terminal, notes: Notes): Promise<ExitCode> {
  if (parsed.kind === 'help') {
    await terminal.write(drawHelp(COMMANDS, parsed.topic, widthOfTerminal(terminal)));
    return 0;
  }
  if (parsed.kind === 'version') {
    await terminal.write(`${terminal.version()}\n`);
    return 0;
  }
  const { command, args } = parsed;
  const opened: OpenBridge[] = [];
  const open: Call['open'] = async (settings) => {
    const data = args.text('data');
    const bridge = await terminal.open({ ...settings, ...(data === undefined ? {} : { data }) });
    opened.push(bridge);
    for (const notice of bridge.notices) notes.notice(notice);
    return bridge;
  };
  try {
    return await command.run({ args, terminal, notes, open });
  } finally {
    for (const bridge of opened) await bridge.close();
  }
}

/** Asked before the words are understood, since it also says how a misunderstanding is told. */
function wantsJson(words: string[]): boolean {
  return words.some(
    (word, i) => word === '--errors=json' || (word === '--errors' && words[i + 1] === 'json'),
  );
}

function toFault(error: unknown): BridgeError {
  if (error instanceof BridgeError) return error;
  return new BridgeError('internal', `${textOf(error)} (set CLR_BRIDGE_DEBUG=1 to see where)`, {
    cause: error,
  });
}
