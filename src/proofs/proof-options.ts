/**
 * Canonical forms of proof options, kept by their text. Everything that one key signs in one second under the same
 * contexts has options that are the same to the letter, and their canonical form is half of the work for a small badge.
 */
import jsonld from 'jsonld';
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';
import type { LoadDocument } from './contexts.ts';
import type { Canonize } from './suites.ts';

/** Characters kept for one loader; the whole is forgotten when they are exceeded. */
const MAX_CHARACTERS = 1_000_000;

type Kept = { texts: Map<string, string>; used: number };
/** What a held context says never changes, so one loader always gives the same statements for the same text. */
const kept = new WeakMap<LoadDocument, Kept>();

/**
 * The text that says all their canonical form depends on. Undefined where something else may be read: a context inside a
 * context, or the key itself as a context, which is no held document.
 */
function textOf(options: JsonObject): string | undefined {
  const { '@context': contexts, ...members } = options;
  if (!Object.values(members).every((member) => typeof member === 'string')) return undefined;
  const isClosed = asArray(contexts).every((context) =>
    typeof context === 'string'
      ? context !== members['verificationMethod']
      : isObject(context) && !/"@(?:context|import)"/.test(JSON.stringify(context)),
  );
  return isClosed ? JSON.stringify(options) : undefined;
}

/** Canonises proof options as `plain` does, and the same ones once. Where contexts are not shared nothing is kept. */
export async function canonizeProofOptions(
  options: JsonObject,
  plain: Canonize,
  suiteOptions: Parameters<Canonize>[1],
  loadDocument: LoadDocument,
): Promise<string> {
  const text = loadDocument.toRdf === jsonld.toRDF ? undefined : textOf(options);
  if (text === undefined) return plain(options, suiteOptions);
  const key = `${suiteOptions.messageDigestAlgorithm ?? ''} ${text}`;
  let all = kept.get(loadDocument);
  const known = all?.texts.get(key);
  if (known !== undefined) return known;
  // what is refused is refused anew each time
  const statements = await plain(options, suiteOptions);
  const weight = key.length + statements.length;
  if (all === undefined || all.used + weight > MAX_CHARACTERS) all = { texts: new Map(), used: 0 };
  if (weight <= MAX_CHARACTERS) all.texts.set(key, statements);
  all.used += weight;
  kept.set(loadDocument, all);
  return statements;
}
