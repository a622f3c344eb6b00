/**
 * RDF Dataset Canonicalization (RDFC-1.0) with the options both suites use, and one shortcut. A whole record
 * is one JSON literal of many kilobytes with a quote every few characters. The library escapes it character
 * by character, and again for each time the quad is hashed; here it is escaped once, natively. The statements
 * are the same, byte for byte; where a library of another shape would make others, the shortcut stays off.
 */
import jsonld from 'jsonld';
import * as rdfCanonize from 'rdf-canonize';
import { BridgeError } from '../kernel/errors.ts';
import { type Place, pointerOf } from '../kernel/pointer.ts';
import type { LoadDocument } from './contexts.ts';
import { setAside } from './set-aside.ts';
import { shareContexts, type ToRdf } from './share-contexts.ts';

/** A term of a statement, as both libraries write it: a blank node without its `_:`. */
export type Term = {
  termType: string;
  value: string;
  datatype?: { termType: string; value: string };
  language?: string;
};
/** A statement, in the default graph where its graph is `DefaultGraph`. */
export type Quad = { subject: Term; predicate: Term; object: Term; graph: Term };

type CanonizeOptions = {
  documentLoader: LoadDocument;
  toRdf?: ToRdf | undefined;
  messageDigestAlgorithm?: string;
};

/** Below this many characters the library's own way is as fast. */
const LONG_TEXT = 1024;

const SHARED = shareContexts();

const RDFC = { algorithm: 'RDFC-1.0', format: 'application/n-quads' };

/** The canonical N-Quads of a JSON-LD document, with blank nodes named by this digest; errors are the libraries', for `explain.ts`. */
export async function canonize(
  input: object,
  { messageDigestAlgorithm = 'SHA-256', ...options }: CanonizeOptions,
): Promise<string> {
  const dataset = await toDataset(input, options);
  shortcut ??= isShortcutSound();
  const isShort = !isSwitchedOff(options.toRdf) && (await shortcut);
  return rdfCanonize.canonize(isShort ? dataset.map(escapeAhead) : dataset, {
    ...RDFC,
    messageDigestAlgorithm,
  });
}

/** The statements that a JSON-LD document makes; errors are the libraries', for `explain.ts`. */
export async function toDataset(
  input: object,
  { documentLoader, toRdf = SHARED }: Omit<CanonizeOptions, 'messageDigestAlgorithm'>,
): Promise<Quad[]> {
  refuseHostile(input);
  const options = {
    rdfDirection: 'i18n-datatype',
    base: null,
    safe: true,
    produceGeneralizedRdf: false,
    documentLoader,
  };
  const aside = isSwitchedOff(toRdf) ? undefined : setAside(input);
  if (aside !== undefined) {
    // what fails is done again as it stands: a refusal is the library's own
    const statements = await toRdf(aside.document, options).catch(() => []);
    const restored = aside.restore(statements as Quad[]);
    if (restored !== undefined) return restored;
  }
  return (await toRdf(input, options)) as Quad[];
}

/** Whoever hands over the library itself wants it as it is, without any shortcut. */
const isSwitchedOff = (toRdf: ToRdf = SHARED) => toRdf === jsonld.toRDF;

/** Statements as canonical N-Quads, and the canonical names of their blank nodes, both names without `_:`. */
export async function canonizeDataset(
  dataset: Quad[],
): Promise<{ text: string; names: Map<string, string> }> {
  const canonicalIdMap = new Map<string, string>();
  const text = await rdfCanonize.canonize(dataset, {
    ...RDFC,
    messageDigestAlgorithm: 'SHA-256',
    canonicalIdMap,
  });
  const bare = (name: string) => name.replace(/^_:/, '');
  return { text, names: new Map([...canonicalIdMap].map(([node, name]) => [bare(node), bare(name)])) };
}

/** The library processes each of them, also those that say the same: a text that repeats one thousands of times is an attack. */
const MAX_CONTEXTS = 100;

/** An identifier that comes to this name once it is resolved against any base. */
const PROTOTYPE = /(?:^|\/)__proto__(?:$|[?#])/;

/**
 * The library keeps nodes in plain objects, by their ids: a node called `__proto__` would be the prototype of every
 * object there is, and whatever is said of it would be said in every later call. Which texts are ids only the contexts
 * say, so any text that could be is refused.
 *
 * @throws BridgeError `term-undefined` at its place: the name is no IRI, so no signature could cover it;
 *   `context-invalid` for too many contexts
 */
function refuseHostile(input: object): void {
  const stack: { value: unknown; place: Place | undefined }[] = [{ value: input, place: undefined }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, place } = next;
    if (typeof value === 'string') {
      if (value.includes('__proto__') && PROTOTYPE.test(value)) {
        throw new BridgeError(
          'term-undefined',
          '"__proto__" is no absolute IRI, so no signature would cover it.',
          { pointer: pointerOf(place) },
        );
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        const at = { in: place, segment: key };
        if (key === '@context' && Array.isArray(inner) && inner.length > MAX_CONTEXTS)
          throw new BridgeError('context-invalid', `More than ${MAX_CONTEXTS} contexts stand in one place.`, {
            pointer: pointerOf(at),
          });
        if (key.includes('__proto__')) stack.push({ value: key, place: at });
        if (typeof inner === 'string' ? inner.includes('__proto__') : typeof inner === 'object')
          stack.push({ value: inner, place: at });
      }
    }
  }
}

let shortcut: Promise<boolean> | undefined;

function escapeAhead(quad: Quad): { object: { termType: string; value: unknown } } {
  const { object } = quad;
  if (object.termType !== 'Literal' || typeof object.value !== 'string') return quad;
  if (object.value.length < LONG_TEXT) return quad;
  const escaped = JSON.stringify(object.value).slice(1, -1);
  if (!isPlain(object.value, escaped)) return quad;
  return { ...quad, object: { ...object, value: escapedText(object.value, escaped) } };
}

/**
 * JSON escapes quotes, backslashes and line ends as N-Quads do. The other control characters are spelled
 * otherwise (lower-case hexadecimal, DEL not at all), and a lone surrogate is no text, so these go the long way.
 */
function isPlain(text: string, escaped: string): boolean {
  if (text.includes('\u007f')) return false;
  // so JSON spells those it has no letter for; the text may also say just that
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return !escaped.includes('\\u') || (!/[\u0000-\u001f]/.test(text) && text.isWellFormed());
}

/** A text whose `replace`, the library's way to escape it, gives what is known already. */
function escapedText(text: string, escaped: string): unknown {
  return {
    toString: () => text,
    replace: (pattern: RegExp) => {
      // what String.replace does to a global pattern; the library uses one for all its texts
      pattern.lastIndex = 0;
      return escaped;
    },
  };
}

/** Asks the library itself: one literal both ways. */
async function isShortcutSound(): Promise<boolean> {
  const text = `{"a":"\\"\\\\\n\r\t\b\f ü🎓"}`.repeat(LONG_TEXT / 16);
  const quad = {
    subject: { termType: 'BlankNode', value: '_:b0' },
    predicate: { termType: 'NamedNode', value: 'urn:example:p' },
    object: { termType: 'Literal', value: text, datatype: { termType: 'NamedNode', value: 'urn:example:d' } },
    graph: { termType: 'DefaultGraph', value: '' },
  };
  const short = { ...quad, object: { ...quad.object, value: 'a "b"' } };
  const both = [quad, short];
  try {
    const [plain, ahead] = [
      await rdfCanonize.canonize(both, RDFC),
      await rdfCanonize.canonize(both.map(escapeAhead), RDFC),
    ];
    return plain === ahead;
  } catch {
    return false;
  }
}
