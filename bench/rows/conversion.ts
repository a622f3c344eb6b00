/** Between CLR 1.0 and 2.0, with nothing signed. No library converts. */
import type { JsonObject } from '../../src/kernel/json.ts';
import { downgrade } from '../../src/records/downgrade.ts';
import { upgrade } from '../../src/records/upgrade.ts';
import { recordOfSize } from '../../test/fixtures/arbitrary-clr.ts';
import { badgesOf, type Row, type Side } from '../row.ts';

const ISSUER = { id: 'did:example:issuer', type: ['Profile'] };

/** The least is to copy what goes in. */
const copySide = (record: JsonObject): Side => ({
  run: async () => structuredClone(record),
  isSound: (copied) => JSON.stringify(copied) === JSON.stringify(record),
  wrong: async () => ({}),
});

export function rowsOfConversion(kilobytes: number): Row[] {
  const record = recordOfSize(kilobytes * 1024);
  const one = recordOfSize(1);
  const raise = (given: JsonObject) => upgrade(given, { issuer: ISSUER }).record;
  const upgraded = raise(record);
  const assertions = (record['assertions'] as object[]).length;
  return [
    {
      family: 'conversion',
      label: `upgrade ${kilobytes} KB`,
      sides: {
        ours: {
          run: async () => raise(record),
          isSound: (made) => badgesOf(made as JsonObject).length === assertions,
          wrong: async () => raise(one),
        },
        floor: copySide(record),
      },
    },
    {
      family: 'conversion',
      label: `downgrade ${kilobytes} KB`,
      sides: {
        ours: {
          run: async () => downgrade(upgraded).record,
          isSound: (made) => (made as { assertions: object[] }).assertions.length === assertions,
          wrong: async () => downgrade(raise(one)).record,
        },
        floor: copySide(upgraded),
      },
    },
  ];
}
