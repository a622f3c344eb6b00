/** What a command is: a row of the table in `commands.ts`, and what it is given when it runs. */
import type { Pool } from '../threads/create-pool.ts';
import type { Bridge } from '../workflows/bridge.ts';
import type { Notes } from './notes.ts';

/** 0 accepted or done, 1 rejected, 2 usage or unreadable input, 3 inconclusive. */
export type ExitCode = 0 | 1 | 2 | 3;

export type Option = {
  type: 'string' | 'boolean';
  short?: string;
  /** May be given several times. */
  multiple?: boolean;
  /** Takes the plain words after it too, as in `--keep A B C`. Implies `multiple`. */
  gathers?: boolean;
  /** The only values there are. */
  choices?: readonly string[];
  /** What stands for the value in the help. */
  value?: string;
  doc: string;
};

export type OptionTable = Record<string, Option>;

export type Command = {
  /** One word, or two for the members of a group (`keys create`). */
  name: string;
  /** What comes after the name, for the help. */
  usage: string;
  /** One line. */
  summary: string;
  /** More, in sentences, for `help NAME`. */
  details?: string;
  options: OptionTable;
  /** How many plain words it takes. */
  words: { min: number; max: number };
  run(call: Call): Promise<ExitCode>;
};

/** The options and words a command was called with; asking for an option it does not have is a mistake here. */
export type Arguments = {
  words: string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): string[];
};

/** What `compose` returns, as far as a command sees it, and where it lies. */
export type OpenBridge = {
  bridge: Bridge;
  /** Threads over the same data; undefined where there are to be none, or the data is in memory only. */
  startThreads(workers: number): Promise<Pool | undefined>;
  serve(): Promise<{ url: string; close(): Promise<void> }>;
  /** Sentences for whoever started it: what was made, where the secret is. */
  notices: string[];
  close(): Promise<void>;
  /** For people: where the data is, and where the secret that keys are sealed with. */
  dataPlace: string;
  secretPlace: string;
};

type OpenSettings = {
  /** False: where there is no data directory, none is made, and what is done is done in memory. */
  creates: boolean;
  port?: string;
};

/** The world around a command; tests put their own in its place. */
export type Terminal = {
  env: Record<string, string | undefined>;
  stdin: AsyncIterable<Uint8Array>;
  /** Resolves when written, also when nobody reads any more. */
  write(output: string | Uint8Array): Promise<void>;
  writeError(text: string): void;
  /** Standard output is a terminal: its width, and whether it may be coloured. */
  isTerminal: boolean;
  columns: number | undefined;
  /** Standard error is a terminal, where a line may be drawn anew. */
  isErrorTerminal: boolean;
  version(): string;
  open(settings: OpenSettings & { data?: string }): Promise<OpenBridge>;
  /** Largest input that is read, in bytes. */
  maxBytes(): Promise<number>;
  /** The document at an address of the web. @throws BridgeError `fetch-refused`, `upstream-unavailable` */
  fetch(url: string): Promise<Uint8Array>;
  /** Resolves at SIGINT or SIGTERM. Until called, these end the process at once. */
  waitForSignal(): Promise<void>;
};

export type Call = {
  args: Arguments;
  terminal: Terminal;
  notes: Notes;
  /** Opens the bridge over the data directory named; closed when the command ends. */
  open(settings: OpenSettings): Promise<OpenBridge>;
};
