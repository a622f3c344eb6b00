/** The command line as a command and its arguments; whatever is not understood is refused with the nearest name. */
import { parseArgs } from 'node:util';
import { BridgeError } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import type { Arguments, Command, Option, OptionTable } from './command.ts';

export type Parsed =
  | { kind: 'command'; command: Command; args: Arguments }
  /** `topic` is a command or a group of commands; undefined for everything. */
  | { kind: 'help'; topic?: string }
  | { kind: 'version' };

export type CommandSet = {
  commands: readonly Command[];
  /** Names of the contract that come with a later version. */
  later: readonly string[];
  /** Options that every command takes. */
  globals: OptionTable;
};

type Token = ReturnType<typeof tokenise>[number];

/**
 * Reads the words after the program's name. Options may stand before or after the command.
 * @throws BridgeError `usage`
 */
export function parseArguments(words: string[], set: CommandSet): Parsed {
  const every = Object.assign({}, ...set.commands.map(({ options }) => options), set.globals) as OptionTable;
  const tokens = tokenise(words, every);
  const wants = (name: string) => tokens.some((token) => token.kind === 'option' && token.name === name);
  const plain = tokens.filter((token) => token.kind === 'positional');
  const [first, second] = plain.map(({ value }) => value);
  if (first === 'help')
    return {
      kind: 'help',
      ...topicOf(
        plain.slice(1).map(({ value }) => value),
        set,
      ),
    };
  if (first === undefined) {
    if (wants('version')) return { kind: 'version' };
    if (wants('help')) return { kind: 'help' };
    refuseUnknownOptions(tokens, set.globals, 'clr-bridge');
    throw usage('No command given.');
  }
  const command = findCommand(first, second, set);
  if (wants('help')) return { kind: 'help', topic: command.name };
  const named = new Set(plain.slice(0, command.name.split(' ').length));
  const options = { ...command.options, ...set.globals };
  // read again with this command's own options: another command may give a name another meaning
  const own = tokenise(words, options).filter((token) => !isNamed(token, named));
  return { kind: 'command', command, args: collect(own, options, command) };
}

function tokenise(words: string[], options: OptionTable) {
  const known = Object.entries(options).map(([name, { type, short }]) => [
    name,
    short ? { type, short } : { type },
  ]);
  return parseArgs({
    args: words,
    options: Object.fromEntries(known) as Record<string, { type: 'string' | 'boolean'; short?: string }>,
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

function isNamed(token: Token, named: Set<Token>): boolean {
  return token.kind === 'positional' && [...named].some(({ index }) => index === token.index);
}

function findCommand(first: string, second: string | undefined, { commands, later }: CommandSet): Command {
  const name = commands.some((command) => command.name.startsWith(`${first} `))
    ? `${first} ${second ?? ''}`.trim()
    : first;
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  if (later.includes(name)) throw usage(`The command "${name}" is not part of this version.`);
  const group = commands
    .filter((candidate) => candidate.name.startsWith(`${name} `))
    .map((member) => member.name);
  if (group.length > 0)
    throw usage(
      `"${name}" needs one of: ${group.map((member) => member.slice(name.length + 1)).join(', ')}.`,
    );
  throw usage(
    `There is no command "${name}".${hint(
      name,
      commands.map((candidate) => candidate.name),
    )}`,
  );
}

function topicOf(words: string[], set: CommandSet): { topic?: string } {
  const [first, second] = words;
  if (first === undefined) return {};
  if (second === undefined && set.commands.some(({ name }) => name.startsWith(`${first} `)))
    return { topic: first };
  return { topic: findCommand(first, second, set).name };
}

function refuseUnknownOptions(tokens: Token[], options: OptionTable, who: string): void {
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(options, token.name)) continue;
    const names = Object.keys(options).map((name) => `--${name}`);
    throw usage(`${who} has no option ${token.rawName}.${hint(token.rawName, names)}`);
  }
}

function collect(tokens: Token[], options: OptionTable, command: Command): Arguments {
  refuseUnknownOptions(tokens, options, `"${command.name}"`);
  const values = new Map<string, string[]>();
  const words: string[] = [];
  let gathering: string | undefined;
  let gathered: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') gathering = undefined;
    else if (token.kind === 'positional') {
      // a lone hyphen is standard input wherever it stands
      if (gathering !== undefined && token.value !== '-') gathered.push(token.value);
      else words.push(token.value);
    } else {
      const option = options[token.name]!;
      const value = readValue(token, option);
      const held = values.get(token.name) ?? [];
      if (held.length > 0 && option.type === 'string' && !option.multiple && !option.gathers) {
        throw usage(`${token.rawName} is given twice.`);
      }
      values.set(token.name, [...held, value]);
      if (option.gathers) gathered = values.get(token.name)!;
      gathering = option.gathers ? token.name : undefined;
    }
  }
  // `--keep A B FILE`: the file is needed, so the last word is the file
  if (words.length < command.words.min && gathered.length > 1) words.push(gathered.pop()!);
  checkWords(words, command);
  return createArguments(words, values, options);
}

function readValue(token: Extract<Token, { kind: 'option' }>, option: Option): string {
  if (option.type === 'boolean') {
    if (token.value !== undefined) throw usage(`${token.rawName} takes no value.`);
    return 'true';
  }
  const { value, rawName } = token;
  if (value === undefined || value === '') throw usage(`${rawName} needs a value.`);
  if (!token.inlineValue && value.startsWith('-') && value !== '-') {
    throw usage(`${rawName} needs a value; for one that begins with a hyphen write ${rawName}=${value}.`);
  }
  if (option.choices !== undefined && !option.choices.includes(value)) {
    throw usage(
      `${rawName} is one of ${option.choices.join(', ')}, not "${value}".${hint(value, option.choices)}`,
    );
  }
  return value;
}

function checkWords(words: string[], { name, usage: form, words: { min, max } }: Command): void {
  if (words.length >= min && words.length <= max) return;
  const wrong = words.length < min ? 'Something is missing' : `"${words[max]}" is one word too many`;
  throw usage(`${wrong}: clr-bridge ${name} ${form}`);
}

function createArguments(words: string[], values: Map<string, string[]>, options: OptionTable): Arguments {
  const of = (name: string) => {
    if (!Object.hasOwn(options, name)) throw new TypeError(`the option ${name} is not in the table`);
    return values.get(name) ?? [];
  };
  return {
    words,
    flag: (name) => of(name).length > 0,
    text: (name) => of(name)[0],
    list: (name) => of(name),
  };
}

function hint(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}

function usage(message: string): BridgeError {
  return new BridgeError('usage', message);
}
