import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/kernel/json.ts';
import { resolvePointer } from '../../../src/kernel/pointer.ts';
import {
  CARRIER_CONTEXT,
  listAdded,
  listCarried,
  removeAdded,
  replay,
} from '../../../src/records/conversion/carrier.ts';

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
};

describe('replay', () => {
  it('sets members, inserts elements, and goes from parent to child', () => {
    const document = deepFreeze({ a: { list: ['b', 'd'] }, same: 1 });
    const carrier = deepFreeze({
      '/p/q/0': 'first',
      '/a/list/2': 'c2',
      '/p': { q: ['second'] },
      '/a/list/0': 'a',
      '/a/list/10': 'too far',
      '/same': 2,
      '/a~1b': null,
      '#added': ['/x'],
    });
    expect(replay(document, carrier)).toEqual({
      document: { a: { list: ['a', 'b', 'c2', 'd'] }, same: 2, p: { q: ['first', 'second'] }, 'a/b': null },
      conflicts: ['/a/list/10'],
    });
  });

  it('names what has no parent, and leaves out what is not accepted', () => {
    const carrier = { '/no/where': 1, '/text/0': 2, '/constructor/name': 3, '/ok': 4, '/list/-': 5, bad: 6 };
    const { document, conflicts } = replay({ text: 'abc', list: [] }, carrier, (key) => key !== '/ok');
    expect(document).toEqual({ text: 'abc', list: [] });
    expect(conflicts.sort()).toEqual(['/constructor/name', '/list/-', '/no/where', '/text/0']);
  });

  it('puts back any elements taken out of any array', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(99), fc.boolean()), { maxLength: 30 }), (items) => {
        const whole = items.map(([item]) => item);
        const carrier = Object.fromEntries(
          items.flatMap(([item, out], i) => (out ? [[`/list/${i}`, item] as [string, Json]] : [])),
        );
        const rest = { list: items.filter(([, out]) => !out).map(([item]) => item) };
        expect(replay(rest, carrier)).toEqual({ document: { list: whole }, conflicts: [] });
      }),
      { seed: 3 },
    );
  });
});

describe('removeAdded', () => {
  it('takes out members and elements, the last element first', () => {
    const document = deepFreeze({ name: 'x', list: ['a', 'b', 'c'], deep: { list: [{ made: 1, kept: 2 }] } });
    expect(
      removeAdded(document, ['/name', '/list/0', '/list/2', '/deep/list/0/made', '/none', '/list/9', '/a/b']),
    ).toEqual({ list: ['b'], deep: { list: [{ kept: 2 }] } });
  });

  it('removes exactly what is named, of any document', () => {
    const document = fc.dictionary(
      fc.string({ maxLength: 4 }).filter((key) => key !== '__proto__'),
      fc.nat(),
    );
    fc.assert(
      fc.property(document, (value) => {
        const [first] = Object.keys(value);
        if (first === undefined) return;
        const pointer = `/${first.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const without = removeAdded(deepFreeze(value as JsonObject), [pointer]);
        expect(resolvePointer(without, pointer)).toBeUndefined();
        expect(replay(without, { [pointer]: value[first] as Json }).document).toEqual(value);
      }),
      { seed: 9 },
    );
  });
});

describe('a carrier', () => {
  it('is read without its reserved keys', () => {
    const carrier = { '/a': 1, '#added': ['/b', 5], '#jws': 'x' };
    expect(listCarried(carrier)).toEqual([['/a', 1]]);
    expect(listAdded(carrier)).toEqual(['/b']);
    expect(listAdded({ '#added': 'no' })).toEqual([]);
  });

  it('is a JSON literal by its context', () => {
    expect(CARRIER_CONTEXT['clr1Rest']).toEqual({
      '@id': 'https://w3id.org/clr-bridge/vocab#clr1Rest',
      '@type': '@json',
    });
  });
});
