import { describe, expect, it } from 'vitest';
import { type ConversionPolicy, settleLosses } from '../../../src/records/conversion/settle-losses.ts';
import { LOSSES, type Loss, lossOf } from '../../../src/records/losses.ts';

const SOURCE = { b: { y: 1, x: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }, a: 2 };

function faultOf(losses: Loss[], policy: ConversionPolicy): unknown {
  try {
    return settleLosses(SOURCE, losses, policy);
  } catch (error) {
    return error;
  }
}

describe('settleLosses', () => {
  it('sorts as the source stands: absent members last, ties by code', () => {
    const losses = [
      lossOf('filled', '/c'),
      lossOf('carried', '/a'),
      lossOf('carried', '/b/x/10'),
      lossOf('filled', '/b/w'),
      lossOf('filled', '/b/v'),
      lossOf('carried', '/b/x/9'),
      lossOf('date-repaired', '/b/y'),
      lossOf('carried', '/b/y'),
      lossOf('issuer-replaced', '/b'),
    ];
    expect(settleLosses(SOURCE, losses, 'lenient').map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'issuer-replaced /b',
      'carried /b/y',
      'date-repaired /b/y',
      'carried /b/x/9',
      'carried /b/x/10',
      'filled /b/v',
      'filled /b/w',
      'carried /a',
      'filled /c',
    ]);
  });

  it('refuses with the losses that refuse, under strict also warnings', () => {
    const losses = [lossOf('id-missing', '/c'), lossOf('carried', '/a'), lossOf('filled', '/b/w')];
    expect(faultOf(losses, 'lenient')).toMatchObject({
      code: 'record-invalid',
      status: 422,
      pointer: '/c',
      errors: [{ code: 'id-missing', pointer: '/c' }],
    });
    expect(settleLosses(SOURCE, [lossOf('filled', '/b/w')], 'lenient')).toHaveLength(1);
    expect(faultOf([lossOf('filled', '/b/w')], 'strict')).toMatchObject({
      code: 'record-invalid',
    });
    expect(settleLosses(SOURCE, [lossOf('carried', '/b/w')], 'strict')).toHaveLength(1);
  });
});

describe('lossOf', () => {
  it('repeats a value unless it is long', () => {
    expect(lossOf('carried', '/a', { level: '12' })).toEqual({
      pointer: '/a',
      code: 'carried',
      message: LOSSES.carried.doc,
      value: { level: '12' },
    });
    expect(lossOf('carried', '/a', 'ä'.repeat(600))).not.toHaveProperty('value');
    expect(lossOf('carried', '/a', ['x'.repeat(1030)])).not.toHaveProperty('value');
    expect(lossOf('null-dropped', '/a', null, 'Nothing.')).toMatchObject({
      value: null,
      message: 'Nothing.',
    });
  });

  it('knows no refusal that comes back', () => {
    for (const { level, comesBack } of Object.values(LOSSES))
      expect(level === 'refuse' && comesBack).toBe(false);
  });
});
