/** What may help where a term of a credential has no definition. */
import { asArray, isObject, type Json } from '../kernel/json.ts';
import { nearest } from '../kernel/nearest.ts';
import { heldContexts } from './contexts.ts';

/** Contexts that may be added to a credential of CLR 2.0 or Open Badges 3.0; the first that has the term is told. */
const ADDABLE = [
  'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
  'https://w3id.org/security/data-integrity/v2',
  'https://w3id.org/security/suites/ed25519-2020/v1',
];

/** No term of a context is longer than this by far. */
const LONGEST = 60;

/**
 * A sentence on where a term that is undefined has a definition: in objects of another type, in a context that is not
 * named, or in one of a newer version; else on a term that is spelled nearly so. Undefined where nothing is known.
 *
 * @param named the `@context` of the credential
 */
export function suggestContext(term: string, named: Json | undefined): string | undefined {
  const held = heldContexts();
  const urls = asArray(named).filter((url) => typeof url === 'string');
  const documents = urls.map((url) => contentOf(held, url));
  const types = documents.flatMap((document) => typesWith(term, document));
  if (types.length > 0)
    return `It has a meaning only in objects of type ${[...new Set(types)].join(' or ')}.`;
  const other = ADDABLE.filter((url) => !urls.includes(url)).find((url) => {
    const document = contentOf(held, url);
    return defines(document, term) || typesWith(term, document).length > 0;
  });
  if (other !== undefined) {
    const older = urls.find((url) => withoutVersion(url) === withoutVersion(other));
    return older === undefined ? `${other} defines it.` : `${other} defines it, in place of ${older}.`;
  }
  // others choose how long a term is, and how many there are
  if (term.length > LONGEST) return undefined;
  const most = Math.max(1, Math.floor(term.length / 3));
  const isNear = (name: string) => Math.abs(name.length - term.length) <= most;
  const near = nearest(term, urls.flatMap((url) => termsAt(url, held)).filter(isNear));
  return near === undefined ? undefined : `Perhaps "${near}" is meant.`;
}

const contentOf = (held: ReadonlyMap<string, object>, url: string): Json =>
  (held.get(url) as { '@context'?: Json } | undefined)?.['@context'] ?? null;

const withoutVersion = (url: string) => url.replace(/-\d\.\d\.\d(?=\.json$)/, '');

const entriesOf = (content: Json): [string, Json][] =>
  asArray(content).flatMap((part) => (isObject(part) ? Object.entries(part) : []));

const defines = (content: Json, term: string) => entriesOf(content).some(([name]) => name === term);

/** Terms whose own context, which holds in their objects alone, has the term. */
function typesWith(term: string, content: Json): string[] {
  return scopesOf(content).flatMap(([type, inner]) => (defines(inner, term) ? [type] : []));
}

function scopesOf(content: Json): [string, Json][] {
  return entriesOf(content).flatMap(([name, definition]): [string, Json][] => {
    const inner = isObject(definition) ? definition['@context'] : undefined;
    return inner === undefined ? [] : [[name, inner]];
  });
}

const TERMS = new Map<string, string[]>();

/** Every term of a held context once, those of its scopes included. */
function termsAt(url: string, held: ReadonlyMap<string, object>): string[] {
  let terms = TERMS.get(url);
  if (terms === undefined && held.has(url)) {
    const content = contentOf(held, url);
    const names = [content, ...scopesOf(content).map(([, inner]) => inner)].flatMap(entriesOf);
    terms = [...new Set(names.map(([name]) => name).filter((name) => !name.startsWith('@')))];
    TERMS.set(url, terms);
  }
  return terms ?? [];
}
