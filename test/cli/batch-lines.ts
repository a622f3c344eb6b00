/** Records that can be told apart, and what a batch wrote of them. */
import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/kernel/json.ts';
import { aRecord } from './shell.ts';

export const ENV = { CLR_BRIDGE_BASE_URL: 'https://school.example' };

export const numbered = (n: number): JsonObject => ({ ...aRecord(), name: `Record ${n}` });

export const linesOf = (path: string): JsonObject[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** Of the record in a credential. */
export const nameOf = ({ credentialSubject }: JsonObject) =>
  ((credentialSubject as JsonObject)['clr'] as JsonObject)['name'];
