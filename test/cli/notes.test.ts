import { describe, expect, test } from 'vitest';
import { exitCodeOfFault, exitCodeOfVerdict } from '../../src/cli/exit-code.ts';
import { issuerOf } from '../../src/cli/issuer-of.ts';
import { createNotes, printable } from '../../src/cli/notes.ts';
import { usesColour, widthOfTerminal } from '../../src/cli/terminal-style.ts';
import { BridgeError } from '../../src/kernel/errors.ts';
import { type ErrorCode, PROBLEMS } from '../../src/kernel/problems.ts';

const FAULT = new BridgeError('record-invalid', 'Two deviations.', {
  pointer: '/a',
  errors: [
    { code: 'property-null', pointer: '/a', message: 'Null.' },
    { code: 'value-uri', pointer: '', message: 'No URI\u001b[2J.' },
  ],
});

describe('createNotes', () => {
  const say = (format: 'text' | 'json') => {
    const said: string[] = [];
    const notes = createNotes((text) => said.push(text), format);
    notes.notice('Made.\u0007');
    notes.remark('warning', { code: 'property-null', pointer: '/b', message: 'Null.' });
    notes.fault(FAULT);
    return said.join('');
  };

  test('as text: code, pointer and message, harmless', () => {
    expect(say('text').split('\n')).toEqual([
      'Made.<U+0007>',
      'warning property-null at /b: Null.',
      'error record-invalid at /a: Two deviations.',
      '  property-null at /a: Null.',
      '  value-uri: No URI<U+001B>[2J.',
      '',
    ]);
  });

  test('as JSON: one object a line, the fault as problem details', () => {
    const [notice, warning, problem, rest] = say('json').split('\n');
    expect(JSON.parse(notice!)).toEqual({ notice: 'Made.\u0007' });
    expect(JSON.parse(warning!)).toEqual({
      warning: { code: 'property-null', pointer: '/b', message: 'Null.' },
    });
    expect(JSON.parse(problem!)).toMatchObject({
      code: 'record-invalid',
      status: 422,
      pointer: '/a',
      detail: 'Two deviations.',
      errors: FAULT.errors,
    });
    expect(rest).toBe('');
  });
});

test('printable JSON keeps members in order, and has no control character', () => {
  const value = { b: 'x\u009b31m\u007f', a: [null, 1] };
  const text = printable(value);
  expect(text).toBe('{\n  "b": "x\\u009b31m\\u007f",\n  "a": [\n    null,\n    1\n  ]\n}\n');
  expect(JSON.parse(text)).toEqual(value);
});

describe('exit codes', () => {
  test('of verdicts', () => {
    expect((['accepted', 'rejected', 'inconclusive'] as const).map(exitCodeOfVerdict)).toEqual([0, 1, 3]);
  });

  const EXPECTED: Partial<Record<ErrorCode, number>> = {
    usage: 2,
    'malformed-json': 2,
    'duplicate-key': 2,
    'too-large': 2,
    'record-unrecognised': 2,
    'jws-malformed': 2,
    'config-invalid': 2,
    'unsupported-media': 2,
    'record-invalid': 1,
    'context-unknown': 1,
    'term-undefined': 1,
    'credential-rejected': 1,
    'issuer-unknown': 1,
    'key-unavailable': 1,
    'verification-inconclusive': 3,
    'upstream-unavailable': 3,
    internal: 3,
  };

  test.each(Object.entries(EXPECTED))('of %s: %d', (code, expected) => {
    expect(exitCodeOfFault(new BridgeError(code as ErrorCode, ''))).toBe(expected);
  });

  test('no fault ends as if nothing were wrong', () => {
    for (const code of Object.keys(PROBLEMS))
      expect(exitCodeOfFault(new BridgeError(code as ErrorCode, ''))).toBeGreaterThan(0);
  });
});

describe('terminal style', () => {
  const args = (...given: string[]) => ({
    words: [],
    flag: (name: string) => given.includes(name),
    text: () => undefined,
    list: () => [],
  });

  test.each([
    ['a terminal', [], true, {}, true],
    ['a file', [], false, {}, false],
    ['NO_COLOR', [], true, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', [], true, { NO_COLOR: '' }, true],
    ['a dumb terminal', [], true, { TERM: 'dumb' }, false],
    ['--color', ['color'], false, { NO_COLOR: '1' }, true],
    ['--no-color', ['no-color', 'color'], true, {}, false],
  ] as const)('%s', (_name, given, isTerminal, env, expected) => {
    expect(usesColour(args(...given), { isTerminal, env })).toBe(expected);
  });

  test('width', () => {
    expect(widthOfTerminal({ columns: 120, env: {} })).toBe(120);
    expect(widthOfTerminal({ columns: 5, env: {} })).toBe(40);
    expect(widthOfTerminal({ columns: undefined, env: { COLUMNS: '66' } })).toBe(66);
    expect(widthOfTerminal({ columns: undefined, env: { COLUMNS: 'x' } })).toBe(100);
    expect(widthOfTerminal({ columns: undefined, env: {} })).toBe(100);
  });
});

describe('issuerOf', () => {
  const jwt = (payload: object) => `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.s`;

  test.each([
    [{ issuer: 'did:a' }, 'did:a'],
    [{ issuer: { id: 'did:a', name: 'A' } }, 'A (did:a)'],
    [{ publisher: { name: 'School' } }, 'School'],
    [jwt({ iss: 'did:a', vc: { issuer: { id: 'did:b' } } }), 'did:b'],
    [jwt({ publisher: { id: 'did:a' } }), 'did:a'],
    [`${jwt({ issuer: 'did:a' })}~`, 'did:a'],
    [{ id: `data:application/vc+jwt,${jwt({ issuer: 'did:a' })}` }, 'did:a'],
    [{ verifiableCredential: [{ issuer: 'did:a' }, { issuer: 'did:a' }] }, 'did:a'],
    [{ verifiableCredential: [{ issuer: 'did:a' }, { issuer: 'did:b' }] }, undefined],
    [{ clrs: [{ publisher: { id: 'did:a' } }] }, 'did:a'],
    ['eyJ.%%%.s', undefined],
    [[], undefined],
    [null, undefined],
    [{ issuer: 7 }, undefined],
  ])('%j', (value, expected) => {
    expect(issuerOf(value as never)).toBe(expected);
  });
});
