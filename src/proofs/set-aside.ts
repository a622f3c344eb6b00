/**
 * A record under `verbatim` is one JSON literal, in which nothing is JSON-LD. The library copies it, walks it and puts
 * it in canonical form all the same; here something small stands in its place meanwhile, and its canonical form is put
 * where that comes out.
 *
 * Nothing is taken for a literal because it looks like one. What stands in is of the same JSON type as the record, so
 * whatever contexts there are, the library treats both alike; unless it comes out whole, in exactly one JSON literal,
 * nothing was won, and the document itself is put through the library.
 */
import { canonicalTextOf } from '../kernel/digest.ts';
import { isObject, isPlainObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { Quad } from './canonize.ts';

const JSON_LITERAL = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON';

/** A name and a text that no context gives a meaning to. */
const MARK = 'clr-bridge-stands-here';

export type SetAside = {
  /** The document with something small in the place of the record; it shares all else. */
  document: JsonObject;
  /** The statements with the record back in its place; undefined where they leave open which one that is. */
  restore(statements: Quad[]): Quad[] | undefined;
};

/** @returns undefined where a document has no record that could be a literal, or says what stands in for it */
export function setAside(document: object): SetAside | undefined {
  const { credentialSubject: subject, ...rest } = document as JsonObject;
  if (!isObject(subject) || !isPlainObject(document) || !isPlainObject(subject)) return undefined;
  const { clr: record, ...others } = subject;
  if (typeof record !== 'object' || record === null || !mayBeLiteral(rest['@context'])) return undefined;
  const standIn: Json = Array.isArray(record) ? [MARK] : { [MARK]: MARK };
  if (Array.isArray(record) && record.length === 0) return undefined;
  if (JSON.stringify([rest, others]).includes(MARK)) return undefined;
  const text = canonicalTextOf(record);
  if (text === undefined) return undefined;
  const expected = JSON.stringify(standIn);
  return {
    document: { ...(document as JsonObject), credentialSubject: { ...subject, clr: standIn } },
    restore: (statements) => {
      const found = statements.filter((statement) => JSON.stringify(statement).includes(MARK));
      const [only] = found;
      if (only === undefined || found.length > 1) return undefined;
      const { object } = only;
      if (object.value !== expected || object.datatype?.value !== JSON_LITERAL) return undefined;
      return statements.map((one) => (one === only ? { ...one, object: { ...object, value: text } } : one));
    },
  };
}

/** Whether asking is worth it; the statements decide. */
function mayBeLiteral(context: Json | undefined): boolean {
  return (
    Array.isArray(context) &&
    context.some((entry) => isObject(entry) && isObject(entry['clr']) && entry['clr']['@type'] === '@json')
  );
}
