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
import ed25519Context from 'ed25519-signature-2020-context';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, parseJson } from '../kernel/json.ts';

type LoadedDocument = { documentUrl: string; document: unknown; contextUrl: null; tag?: string };
/** JSON-LD 1.1 API, section 9.4 LoadDocumentCallback, over held documents only. */
export type LoadDocument = (url: string) => Promise<LoadedDocument>;

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

const HELD: ReadonlyMap<string, object> = new Map([
  ...credentialContexts,
  ...dataIntegrityContext.contexts,
  ...multikeyContext.contexts,
  ...ed25519Context.contexts,
  ...readContextsFolder(CONTEXTS_FOLDER),
]);

/** Every context URL held, with its document. */
export function heldContexts(extra: ReadonlyMap<string, object> = new Map()): ReadonlyMap<string, object> {
  return extra.size === 0 ? HELD : new Map([...HELD, ...extra]);
}

/** A document loader over the held contexts; anything else is an error, and never a request. */
export function createContextLoader(extra: ReadonlyMap<string, object> = new Map()): LoadDocument {
  const held = heldContexts(extra);
  return async (url) => {
    const document = held.get(url);
    if (document === undefined) {
      const error = new Error(`The context ${url} is not held.`);
      error.name = CONTEXT_NOT_HELD;
      throw Object.assign(error, { url });
    }
    return { documentUrl: url, document, contextUrl: null, tag: 'static' };
  };
}
