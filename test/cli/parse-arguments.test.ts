import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { BridgeError } from '../../src/kernel/errors.ts';
import { nearest } from '../../src/kernel/nearest.ts';

const parse = (...words: string[]) => parseArguments(words, COMMANDS);

function parseCommand(...words: string[]) {
  const parsed = parse(...words);
  if (parsed.kind !== 'command') throw new Error(`expected a command, found ${parsed.kind}`);
  return parsed;
}

function refusal(...words: string[]): string {
  try {
    parse(...words);
  } catch (error) {
    if (error instanceof BridgeError && error.code === 'usage') return error.message;
    throw error;
  }
  throw new Error(`not refused: ${words.join(' ')}`);
}

describe('parseArguments', () => {
  test('reads words, texts and flags, in any order', () => {
    const { command, args } = parseCommand(
      '--data',
      'D',
      'wrap',
      'a.json',
      '--profile=linked-data',
      '--no-evidence',
      'b.json',
    );
    expect(command.name).toBe('wrap');
    expect(args.words).toEqual(['a.json', 'b.json']);
    expect([args.text('profile'), args.text('data'), args.flag('no-evidence'), args.flag('color')]).toEqual([
      'linked-data',
      'D',
      true,
      false,
    ]);
    expect(args.text('vc')).toBeUndefined();
    expect(() => args.text('profil')).toThrow(TypeError);
  });

  test('standard input is a word, and what follows -- is no option', () => {
    expect(parseCommand('verify', '-').args.words).toEqual(['-']);
    expect(parseCommand('verify', '--', '--strange.json').args.words).toEqual(['--strange.json']);
  });

  test.each([
    [['curate', 'f.json', '--keep', 'a', 'b', 'c'], ['f.json'], ['a', 'b', 'c']],
    [['curate', 'f.json', '--keep', 'a', '--keep', 'b'], ['f.json'], ['a', 'b']],
    [['curate', '--keep', 'a', 'b', '--', 'f.json'], ['f.json'], ['a', 'b']],
    [['curate', '--keep', 'a', 'b', '-'], ['-'], ['a', 'b']],
    [['curate', '--keep', 'a', 'f.json'], ['f.json'], ['a']],
    [['curate', '--keep', 'a', '--keep', 'b', 'f.json'], ['f.json'], ['a', 'b']],
    [['curate', '--keep', 'a', 'b', '--curator', 'did:x:y', 'f.json'], ['f.json'], ['a', 'b']],
  ])('%j gathers what is kept', (words, files, keep) => {
    const { args } = parseCommand(...words);
    expect([args.words, args.list('keep')]).toEqual([files, keep]);
  });

  test('commands of two words', () => {
    expect(parseCommand('keys', 'create', '--type', 'P-256').command.name).toBe('keys create');
    expect(parseCommand('--data', 'D', 'keys', 'retire', 'did:key:z6Mk').args.words).toEqual([
      'did:key:z6Mk',
    ]);
  });

  test('help and version', () => {
    expect(parse('help')).toEqual({ kind: 'help' });
    expect(parse('--help')).toEqual({ kind: 'help' });
    expect(parse('help', 'keys')).toEqual({ kind: 'help', topic: 'keys' });
    expect(parse('help', 'keys', 'import')).toEqual({ kind: 'help', topic: 'keys import' });
    expect(parse('wrap', '--nonsense', '-h')).toEqual({ kind: 'help', topic: 'wrap' });
    expect(parse('--version')).toEqual({ kind: 'version' });
    expect(parse('-V')).toEqual({ kind: 'version' });
  });

  test.each([
    [['wrp', 'x'], 'There is no command "wrp". Did you mean wrap?'],
    [['frobnicate'], 'There is no command "frobnicate".'],
    [['help', 'verfy'], 'There is no command "verfy". Did you mean verify?'],
    [['keys'], '"keys" needs one of: create, list, import, retire, revoke, export-did.'],
    [['keys', 'lst'], 'There is no command "keys lst". Did you mean keys list?'],
    [['wrap', 'x', '--profil', 'y'], '"wrap" has no option --profil. Did you mean --profile?'],
    [['wrap', 'x', '-z'], '"wrap" has no option -z.'],
    [['--frob'], 'clr-bridge has no option --frob.'],
    [['--data', 'D'], 'No command given.'],
    [
      ['wrap', 'x', '--profile', 'verbatm'],
      '--profile is one of verbatim, clr2, linked-data, not "verbatm". Did you mean verbatim?',
    ],
    [['wrap', 'x', '--issuer'], '--issuer needs a value.'],
    [['wrap', 'x', '--issuer='], '--issuer needs a value.'],
    [
      ['wrap', 'x', '--issuer', '--subject', 'y'],
      '--issuer needs a value; for one that begins with a hyphen write --issuer=--subject.',
    ],
    [['wrap', 'x', '--issuer', 'a', '--issuer', 'b'], '--issuer is given twice.'],
    [['serve', '--demo=yes'], '--demo takes no value.'],
    [['verify'], 'Something is missing: clr-bridge verify FILE | URL | - [options]'],
    [['verify', 'a', 'b'], '"b" is one word too many: clr-bridge verify FILE | URL | - [options]'],
    [['compare', 'a'], 'Something is missing: clr-bridge compare NATIVE VC'],
  ])('%j is refused', (words, message) => {
    expect(refusal(...words)).toBe(message);
  });

  test('a command of a later version is refused as such', () => {
    const set = { ...COMMANDS, later: ['hatch'] };
    expect(() => parseArguments(['hatch', 'x', '--to', '1.0'], set)).toThrow(
      'The command "hatch" is not part of this version.',
    );
  });

  test('an option means the same in every command, since the command is found before its options are known', () => {
    const seen = new Map<string, string>();
    for (const { options } of [...COMMANDS.commands, { options: COMMANDS.globals } as Command]) {
      for (const [name, { type }] of Object.entries(options))
        expect(seen.get(name) ?? type).toBe(seen.set(name, type).get(name));
    }
    expect(seen.size).toBeGreaterThan(20);
  });
});

describe('nearest', () => {
  test.each([
    ['unrwap', 'unwrap'],
    ['ver', 'verify'],
    ['VERIFY', 'verify'],
    ['x', undefined],
    ['something-else', undefined],
  ])('%s -> %s', (word, expected) => {
    expect(nearest(word, ['wrap', 'unwrap', 'verify'])).toBe(expected);
  });
});
