import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/kernel/json.ts';
import { CARRIER_CONTEXT, listAdded, listCarried, replay } from '../../../src/records/conversion/carrier.ts';

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
    const carrier = {
      '/list/__proto__': 8,
      '/__proto__': { polluted: 1 },
      '/no/where': 1,
      '/text/0': 2,
      '/constructor/name': 3,
      '/ok': 4,
      '/list/-': 5,
      bad: 6,
    };
    const { document, conflicts } = replay({ text: 'abc', list: [] }, carrier, (key) => key !== '/ok');
    expect(document).toEqual({ text: 'abc', list: [] });
    expect(conflicts.sort()).toEqual([
      '/__proto__',
      '/constructor/name',
      '/list/-',
      '/list/__proto__',
      '/no/where',
      '/text/0',
    ]);
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
