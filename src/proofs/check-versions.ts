/** A signature over a document whose contexts have been published with several contents under one URL. */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { CONTEXT_VERSIONS, type LoadDocument, withContextInline } from './contexts.ts';
import { checkSignature, type ProofOutcome } from './data-integrity.ts';
import type { VerificationMethod } from './ports.ts';
import { CHECKED_SUITES, type SuiteName } from './suites.ts';

/** The earlier content of a context with which a signature holds. */
export type EarlierContext = { url: string; since: string; document: object };

/**
 * Tries the newest content of each context first, and the earlier ones only where that fails. Safe mode holds for
 * each: with an earlier content, a member that only the newer one defines is refused, never passed over.
 *
 * @returns the outcome with the newest content, unless the signature holds with an earlier one
 */
export async function checkVersions(
  document: JsonObject,
  proof: JsonObject,
  name: SuiteName,
  method: VerificationMethod,
  loadDocument: LoadDocument,
): Promise<ProofOutcome & { earlier?: EarlierContext }> {
  const newest = await checkSignature(document, proof, name, method, loadDocument);
  // over JCS nothing is read from a context
  if (newest.verified || CHECKED_SUITES[name].binds === 'json') return newest;
  for (const url of contextUrls(document)) {
    for (const { since, document: content } of (CONTEXT_VERSIONS.get(url) ?? []).slice(1)) {
      const earlier = withContextInline(document, url, content);
      const outcome = await checkSignature(earlier, proof, name, method, loadDocument);
      if (outcome.verified) return { ...outcome, earlier: { url, since, document: content } };
    }
  }
  return newest;
}

/** The URLs of all contexts of a document and of what is in it, each once. */
export function contextUrls(document: JsonObject): Set<string> {
  const urls = new Set<string>();
  const stack: Json[] = [document];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === 'object' && item !== null) stack.push(item);
    } else if (isObject(value)) {
      for (const [key, member] of Object.entries(value)) {
        if (key === '@context') {
          for (const entry of asArray(member)) if (typeof entry === 'string') urls.add(entry);
        } else if (typeof member === 'object' && member !== null) stack.push(member);
      }
    }
  }
  return urls;
}
