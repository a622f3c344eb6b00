/**
 * Statements of an expanded JSON-LD document (JSON-LD 1.1 Processing Algorithms and API, sections 7.2 and 8.1), as the
 * library makes them, but for the names of blank nodes. The library copies the document into a map of nodes first,
 * and compares each value of a property with each other one: with a thousand badges in one CLR that alone is a tenth
 * of the time.
 *
 * Whatever is not an everyday construct, or would be dropped with a warning, is left to the library.
 */
import { canonicalTextOf } from '../kernel/digest.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';
import type { Quad, Term } from './canonize.ts';

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const XSD = 'http://www.w3.org/2001/XMLSchema#';
const named = (value: string): Term => ({ termType: 'NamedNode', value });
const TYPE = named(`${RDF}type`);
const FIRST = named(`${RDF}first`);
const REST = named(`${RDF}rest`);
const NIL = named(`${RDF}nil`);
const DEFAULT_GRAPH: Term = { termType: 'DefaultGraph', value: '' };

/** What the library takes for an absolute IRI; names of blank nodes that a document gives itself are left to it. */
const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+-.]*:[^\s]*$/;

/** Thrown to give up, and never seen outside. */
const LEFT_TO_LIBRARY = Symbol('left to the library');
function giveUp(): never {
  throw LEFT_TO_LIBRARY;
}

const isValue = (item: JsonObject) => '@value' in item;
const isList = (item: JsonObject) => '@list' in item;
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : giveUp());

/** What the library compares two values of one property by; undefined for what is never equal to another. */
function identityOf(item: JsonObject): unknown {
  if (!isValue(item)) return isList(item) ? undefined : item['@id'];
  const { '@value': value, '@type': type, '@language': language } = item;
  // the library compares structured literals by identity, as a set does
  return typeof value === 'object' ? value : JSON.stringify([value, type, language]);
}

/** @returns undefined where the library has to be asked */
export function stateExpanded(expanded: unknown): Quad[] | undefined {
  try {
    return stateNodes(listOf(expanded));
  } catch (error) {
    if (error === LEFT_TO_LIBRARY) return undefined;
    throw error;
  }
}

function stateNodes(top: unknown[]): Quad[] {
  const quads: Quad[] = [];
  let blanks = 0;
  const terms = new Map<string, Term>();
  /** What was said of the named nodes of each graph: one that stands at several places is one node. */
  const said = new Map<string, Map<string, Set<unknown>>>();

  const blank = (): Term => ({ termType: 'BlankNode', value: `b${blanks++}` });

  function iri(value: unknown): Term {
    if (typeof value !== 'string') giveUp();
    const known = terms.get(value);
    if (known !== undefined) return known;
    if (!ABSOLUTE.test(value)) giveUp();
    const term = named(value);
    terms.set(value, term);
    return term;
  }

  /** The values of a property that were said of a node; for one without a name, of which nothing was said, those of now. */
  function saidOf(
    node: JsonObject,
    property: string,
    graph: Term,
    several: boolean,
  ): Set<unknown> | undefined {
    const id = node['@id'];
    if (id === undefined) return several ? new Set() : undefined;
    const key = `${graph.value} ${id}`;
    const properties = said.get(key) ?? new Map<string, Set<unknown>>();
    const values = properties.get(property) ?? new Set();
    said.set(key, properties.set(property, values));
    return values;
  }

  function literal(item: JsonObject): Term {
    const { '@value': value, '@type': type, '@language': language } = item;
    for (const member of Object.keys(item))
      if (member !== '@value' && member !== '@type' && member !== '@language') giveUp();
    const datatype = type === undefined ? undefined : typeof type === 'string' ? type : giveUp();
    if (datatype?.startsWith('_:')) giveUp();
    const of = (text: string, iri: string): Term => ({
      termType: 'Literal',
      value: text,
      datatype: { termType: 'NamedNode', value: datatype || iri },
    });
    if (datatype === '@json') {
      const text = canonicalTextOf(value ?? null) ?? giveUp();
      return { termType: 'Literal', value: text, datatype: named(`${RDF}JSON`) };
    }
    if (typeof value === 'boolean') return of(String(value), `${XSD}boolean`);
    if (typeof value === 'number') {
      if (String(value).includes('.') || Math.abs(value) >= 1e21)
        return of(value.toExponential(15).replace(/(\d)0*e\+?/, '$1E'), `${XSD}double`);
      // a whole number that is said to be a double is written in another way
      return datatype === `${XSD}double` ? giveUp() : of(value.toFixed(0), `${XSD}integer`);
    }
    if (typeof value !== 'string' || datatype === `${XSD}double`) giveUp();
    if (language === undefined) return of(value, `${XSD}string`);
    if (typeof language !== 'string') giveUp();
    return { ...of(value, `${RDF}langString`), language };
  }

  function list(items: unknown[], graph: Term): Term {
    const [head, ...nodes] = items.map(blank);
    let node = head;
    for (const item of items) {
      if (node === undefined || !isObject(item)) giveUp();
      const next = nodes.shift();
      quads.push(
        { subject: node, predicate: FIRST, object: objectOf(item, graph), graph },
        { subject: node, predicate: REST, object: next ?? NIL, graph },
      );
      node = next;
    }
    return head ?? NIL;
  }

  function objectOf(item: JsonObject, graph: Term): Term {
    if (isValue(item)) return literal(item);
    if (!isList(item)) return state(item, graph);
    return Object.keys(item).length === 1 ? list(listOf(item['@list']), graph) : giveUp();
  }

  /** Says all that a node says of itself. @returns the node */
  function state(node: JsonObject, graph: Term): Term {
    const subject = '@id' in node ? iri(node['@id']) : blank();
    for (const property of Object.keys(node)) {
      const values = node[property];
      if (property === '@id') continue;
      if (property === '@type') stateTypes(node, subject, listOf(values), graph);
      else if (property === '@graph') stateAll(listOf(values), subject);
      else if (property.startsWith('@')) giveUp();
      else stateProperty(node, subject, property, listOf(values), graph);
    }
    return subject;
  }

  function stateAll(nodes: unknown[], graph: Term): void {
    for (const node of nodes) {
      if (!isObject(node) || isValue(node) || isList(node)) giveUp();
      state(node, graph);
    }
  }

  function stateTypes(node: JsonObject, subject: Term, types: unknown[], graph: Term): void {
    const before = saidOf(node, '@type', graph, types.length > 1);
    for (const type of types) {
      const object = iri(type);
      if (before?.has(type)) continue;
      before?.add(type);
      quads.push({ subject, predicate: TYPE, object, graph });
    }
  }

  function stateProperty(
    node: JsonObject,
    subject: Term,
    property: string,
    values: unknown[],
    graph: Term,
  ): void {
    const predicate = iri(property);
    const before = saidOf(node, property, graph, values.length > 1);
    for (const item of values) {
      if (!isObject(item)) giveUp();
      const object = objectOf(item, graph);
      const identity = before && identityOf(item);
      if (identity !== undefined) {
        if (before?.has(identity)) continue;
        before?.add(identity);
      }
      quads.push({ subject, predicate, object, graph });
    }
  }

  stateAll(top, DEFAULT_GRAPH);
  return quads;
}
