/** A credential without what signing put into it: what is left is the record. */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { replaceAt } from '../kernel/pointer.ts';
import { listNested } from './tree.ts';
import { definesTerm, TERMS } from './vocabulary.ts';

/**
 * Takes the signed digest of its JSON, and the inline definitions of this project’s terms, out of a credential and of
 * every credential in it. Proofs stay: whoever converts says that they are gone. The input is not changed.
 */
export function unseal(credential: JsonObject): JsonObject {
  const inner = listNested(credential).flatMap(({ value, pointer }): [string, Json][] =>
    typeof value === 'string' ? [] : [[pointer, unseal(value)]],
  );
  const whole = replaceAt(credential, inner) as JsonObject;
  if (!definesTerm(whole['@context'], 'jsonDigest')) return whole;
  const { jsonDigest: _digest, ...rest } = whole;
  return { ...rest, '@context': asArray(whole['@context'] ?? []).flatMap(withoutTerms) };
}

function withoutTerms(entry: Json): Json[] {
  if (!isObject(entry)) return [entry];
  const left = Object.entries(entry).filter(([name]) => !Object.hasOwn(TERMS, name));
  return left.length > 0 ? [Object.fromEntries(left)] : [];
}
