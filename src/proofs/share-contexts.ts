/**
 * JSON-LD to RDF without copying contexts. The library copies an active context, hundreds of term definitions,
 * each time a scoped context is entered or left, and processes a scoped context anew for each node. Here an active
 * context is copied when it is written to, and a processed one is kept for whatever comes to the same context in
 * the same state.
 *
 * Nothing is replaced for other users of the library: this leans on its option `contextResolver`, and on an initial
 * context under a processing mode that nobody else names, whose `clone` and `revertToPreviousContext` every active
 * context inherits. What fails here is done again by the library alone, so a refusal is always its own.
 */
import jsonld from 'jsonld';
import { NQuads } from 'rdf-canonize';
import { isObject } from '../kernel/json.ts';
import { type Active, adoptInitial, finish, keyOf, overrides } from './active-contexts.ts';
import type { Quad } from './canonize.ts';
import { stateExpanded } from './state-expanded.ts';

type Load = (url: string) => Promise<object>;
/** A JSON-LD document as an RDF dataset. */
export type ToRdf = (
  input: object,
  options: { documentLoader: Load } & Record<string, unknown>,
) => Promise<Quad[]>;
export type JsonLdLibrary = {
  toRDF: ToRdf;
  expand?(input: object, options: object): Promise<object[]>;
  processContext(active: null, local: null, options: object): Promise<object>;
};

type Processed = { context: Active; events: object[] };
type Resolved = {
  document: object | null;
  getProcessed(active: Active): Processed | undefined;
  setProcessed(active: Active, processed: Processed): void;
};

/** For the library this is 1.1, and an initial context of its own. */
const MODE = 'json-ld-1.1 shared';
/** Term definitions, in all, of one generation of processed contexts; and of one context, for it to be kept. */
const MAX_TERMS = 200_000;
const MAX_TERMS_OF_ONE = 5000;
/** Characters of the inline contexts of one generation. */
const MAX_TEXT = 1_000_000;
/** What an entry weighs beside its terms or characters. */
const ENTRY = 100;

/** Two generations: what nobody asked for while the younger one filled up is forgotten. */
function createCache<V>(capacity: number) {
  type Entry = { value: V; weight: number };
  let young = new Map<string, Entry>();
  let old = new Map<string, Entry>();
  let used = 0;
  const set = (key: string, value: V, weight: number): V => {
    if (used > capacity) {
      old = young;
      young = new Map();
      used = 0;
    }
    young.set(key, { value, weight });
    used += weight + ENTRY;
    return value;
  };
  const get = (key: string): V | undefined => {
    const entry = young.get(key);
    if (entry !== undefined) return entry.value;
    const older = old.get(key);
    return older && set(key, older.value, older.weight);
  };
  return { get, set };
}

/** Contexts as the library asks for them. What it would treat in a way of its own is refused here, and so left to it. */
function createResolver() {
  let lastId = 0;
  const processed = createCache<Processed>(MAX_TERMS);
  const texts = createCache<Resolved>(MAX_TEXT);
  const known = new WeakMap<object, Resolved>();
  let hits = 0;

  function createResolved(document: object): Resolved {
    const id = ++lastId;
    return {
      document,
      getProcessed: (active) => {
        const key = keyOf(active);
        const found = key === undefined ? undefined : processed.get(`${id} ${key}`);
        if (found !== undefined) hits++;
        return found;
      },
      setProcessed: (active, result) => {
        const { context } = result;
        finish(context);
        const key = keyOf(active);
        if (key === undefined || context.mappings.size > MAX_TERMS_OF_ONE || overrides(active, context))
          return;
        processed.set(`${id} ${key}`, result, context.mappings.size);
      },
    };
  }

  function resolveLocal(context: unknown): Resolved {
    if (!isObject(context) || '@context' in context || '@import' in context)
      throw new Error('left to the library');
    const found = known.get(context);
    if (found !== undefined) return found;
    const text = JSON.stringify(context);
    const resolved = texts.get(text) ?? texts.set(text, createResolved(context), text.length);
    known.set(context, resolved);
    return resolved;
  }

  /** Only what never changes, by its address, is known again. */
  async function resolveRemote(url: string, load: Load): Promise<Resolved> {
    const { document, contextUrl, tag } = (await load(url)) as Record<string, unknown>;
    if (!/^[a-z][a-z0-9+.-]*:/i.test(url) || tag !== 'static' || contextUrl || !isObject(document))
      throw new Error('left to the library');
    return resolveLocal(document['@context']);
  }

  async function resolve({ context, documentLoader }: { context: unknown; documentLoader: Load }) {
    const resolved: Resolved[] = [];
    for (const one of Array.isArray(context) ? context : [context]) {
      if (one === null) resolved.push(NOTHING);
      else
        resolved.push(typeof one === 'string' ? await resolveRemote(one, documentLoader) : resolveLocal(one));
    }
    return resolved;
  }
  return { resolve, hits: () => hits };
}

/** A context that takes every definition away. */
const NOTHING: Resolved = { document: null, getProcessed: () => undefined, setProcessed: () => undefined };

const PROBE = 'urn:probe:';
const PROBE_URL = 'urn:probe:context';
const PROBE_CONTEXT = {
  '@protected': true,
  id: '@id',
  type: '@type',
  name: { '@id': `${PROBE}name` },
  Kind: {
    '@id': `${PROBE}Kind`,
    '@context': { '@protected': true, '@language': 'en', code: `${PROBE}code` },
  },
  scoped: { '@id': `${PROBE}scoped`, '@context': { '@vocab': `${PROBE}scoped#`, name: `${PROBE}other` } },
  apart: { '@id': `${PROBE}apart`, '@container': '@graph', '@context': null },
};
const PROBE_NODE = { type: 'Kind', code: 'c', name: 'n' };
const PROBE_CREDENTIAL = {
  '@context': [PROBE_URL, { '@direction': 'rtl', '@base': PROBE, more: { '@id': `${PROBE}more` } }],
  ...PROBE_NODE,
  more: [
    { ...PROBE_NODE, more: PROBE_NODE },
    { name: 'n', more: { ...PROBE_NODE, id: 'x' } },
  ],
  scoped: { type: 'Kind', name: 'n', further: { name: 'n', more: 'm' } },
};
/** Both ways must make the same statements of it. */
const SOUND = { ...PROBE_CREDENTIAL, apart: [PROBE_CREDENTIAL, { ...PROBE_CREDENTIAL, id: 'y' }] };
/** A protected term, defined anew where only a property-scoped context may: it must be refused. */
const UNSOUND = { ...SOUND, more: { '@context': PROBE_CONTEXT.scoped['@context'], name: 'n' } };

const LOADED = { documentUrl: PROBE_URL, document: { '@context': PROBE_CONTEXT }, contextUrl: null };
const OPTIONS = { base: null, safe: true, rdfDirection: 'i18n-datatype' };
// without a tag, the library keeps nothing of it
const ALONE = { ...OPTIONS, documentLoader: async () => LOADED };
const TOGETHER = { ...OPTIONS, documentLoader: async () => ({ ...LOADED, tag: 'static' }) };

/** Asks the library itself whether it is built as this file supposes. */
async function isKnown(library: JsonLdLibrary, shared: ToRdf, hits: () => number): Promise<boolean> {
  const alone = (probe: object) => library.toRDF(probe, ALONE);
  const together = (probe: object) => shared(probe, TOGETHER);
  const expected = JSON.stringify(await alone(SOUND));
  const first = JSON.stringify(await together(SOUND));
  const foundBefore = hits();
  const second = JSON.stringify(await together(SOUND));
  if (first !== expected || second !== expected || hits() === foundBefore) return false;
  return together(UNSOUND).then(
    () => false,
    () => true,
  );
}

/** Every kind of value, and nodes that stand at several places, in two graphs. */
const STATED = {
  '@context': [
    PROBE_URL,
    {
      any: `${PROBE}any`,
      list: { '@id': `${PROBE}list`, '@container': '@list' },
      json: { '@id': `${PROBE}json`, '@type': '@json' },
      in: { '@id': `${PROBE}in`, '@container': '@graph' },
    },
  ],
  id: `${PROBE}1`,
  any: [
    'a',
    'a',
    1,
    1.5,
    1e30,
    true,
    { '@value': 'b', '@language': 'en' },
    { '@value': 'c', '@type': `${PROBE}type` },
    { id: `${PROBE}1`, any: ['a', 'd'] },
    {},
    {},
  ],
  list: [1, 'a', 'a', { id: `${PROBE}2`, list: [] }, { any: 'a' }],
  json: { b: [1, '"'], a: null },
  in: [
    { type: 'Kind', any: 'a' },
    { id: `${PROBE}1`, any: 'a' },
    { id: `${PROBE}1`, any: ['a', 'a'] },
  ],
} as const;

/** Whether our statements of the expanded document are the library's, whatever each calls the blank nodes. */
async function saysTheSame(library: JsonLdLibrary, stated: ToRdf): Promise<boolean> {
  const textOf = (dataset: Quad[]) =>
    dataset
      .map((quad) => NQuads.serializeQuad(quad).replace(/_:b\d+/g, '_:'))
      .sort()
      .join('');
  for (const probe of [SOUND, STATED])
    if (textOf(await stated(probe, TOGETHER)) !== textOf(await library.toRDF(probe, ALONE))) return false;
  return true;
}

/** @returns undefined for a library of another shape */
async function shareWith(library: JsonLdLibrary): Promise<ToRdf | undefined> {
  try {
    if (!adoptInitial(await library.processContext(null, null, { processingMode: MODE }))) return undefined;
    const contextResolver = createResolver();
    const ours = { contextResolver, processingMode: MODE };
    const shared: ToRdf = (input, options) => library.toRDF(input, { ...options, ...ours });
    if (!(await isKnown(library, shared, contextResolver.hits))) return undefined;
    const { expand } = library;
    if (expand === undefined) return shared;
    const stated: ToRdf = async (input, options) => {
      const expanded = await expand(input, { ...options, ...ours });
      return stateExpanded(expanded) ?? shared(expanded, { ...options, skipExpansion: true });
    };
    return (await saysTheSame(library, stated)) ? stated : shared;
  } catch {
    return undefined;
  }
}

export type ShareOptions = {
  /** False: the library as it is. */
  share?: boolean;
  /** Told once, where the library is of a shape that is not known, and nothing is shared. */
  warn?: (message: string) => void;
  library?: JsonLdLibrary;
};

/** The statements of documents as the library makes them, and its errors, sooner. */
export function shareContexts({ share = true, warn, library = jsonld }: ShareOptions = {}): ToRdf {
  if (!share) return library.toRDF;
  let sharing: Promise<ToRdf | undefined> | undefined;
  const begin = async () => {
    const shared = await shareWith(library);
    if (!shared) warn?.('The JSON-LD library is of an unknown version: it is used as it is, and slower.');
    return shared;
  };
  return async (input, options) => {
    sharing ??= begin();
    const shared = await sharing;
    if (shared === undefined) return library.toRDF(input, options);
    try {
      return await shared(input, options);
    } catch {
      return library.toRDF(input, options);
    }
  };
}
