/**
 * Names for the nodes of a document that have none, the same in the document and in each part of it. They are put into the
 * JSON and taken out of its statements, so that a statement of the part is found among those of the whole.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/digest.ts';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../kernel/json.ts';
import type { Quad, Term } from './canonize.ts';

const RDF_JSON = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON';

export type MarkedNodes = {
  /** The document with an id in every object that had none. */
  marked: JsonObject;
  /**
   * The statements of the marked document, or of a part of it, with blank nodes where they were.
   * @throws BridgeError `proof-unfit` for a blank node that nothing speaks of
   */
  restore(dataset: Quad[]): Quad[];
};

export function markNodes(document: JsonObject): MarkedNodes {
  const digest = createHash('sha256').update(canonicalJson(document)).digest('hex');
  const prefix = `urn:bnid:${digest}:`;
  let count = 0;
  const mark = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(mark);
    if (!isObject(value)) return value;
    if (Object.hasOwn(value, '@value')) return value;
    const named = ['id', '@id', '@list', '@set'].some((name) => Object.hasOwn(value, name));
    const copy: JsonObject = named ? {} : { id: `${prefix}${count++}` };
    for (const [name, member] of Object.entries(value))
      copy[name] = name === '@context' ? member : mark(member);
    return copy;
  };
  const marked = mark(document) as JsonObject;

  function restore(dataset: Quad[]): Quad[] {
    const graphs = nameGraphs(dataset, prefix);
    const nodes = nameNodes(dataset, prefix);
    const term = <T extends Term>(one: T): T => {
      if (one.termType === 'NamedNode' && one.value.startsWith(prefix)) {
        return { ...one, termType: 'BlankNode', value: `m${one.value.slice(prefix.length)}` };
      }
      if (one.termType === 'Literal' && one.datatype?.value === RDF_JSON && one.value.includes(prefix)) {
        return { ...one, value: canonicalJson(unmark(parseJson(one.value).value, prefix)) };
      }
      if (one.termType !== 'BlankNode') return one;
      const name = graphs.get(one.value) ?? nodes(one.value);
      if (name !== undefined) return { ...one, value: name };
      throw new BridgeError('proof-unfit', NO_PLACE);
    };
    return dataset.map(({ subject, predicate, object, graph }) => ({
      subject: term(subject),
      predicate,
      object: term(object),
      graph: term(graph),
    }));
  }
  return { marked, restore };
}

const NO_PLACE = 'Parts cannot be chosen of a document with nodes of which nothing tells where they stand.';

/** A graph without a name, such as that of an inner proof, is known by its first node: the outermost, where none has an id. */
function nameGraphs(dataset: Quad[], prefix: string): Map<string, string> {
  const first = new Map<string, string>();
  for (const { subject, graph } of dataset) {
    if (graph.termType !== 'BlankNode') continue;
    const known = first.get(graph.value);
    if (known === undefined || isBefore(subject.value, known, prefix)) first.set(graph.value, subject.value);
  }
  const nameOf = (value: string) =>
    value.startsWith(prefix)
      ? `g${value.slice(prefix.length)}`
      : `h${createHash('sha256').update(value).digest('hex')}`;
  return new Map([...first].map(([graph, subject]) => [graph, nameOf(subject)]));
}

/**
 * What has no object of its own in the JSON, such as the items of a list with an order, is known by the node that speaks of it and
 * in which member. Where that is not enough two come to one name, and the statements to another form.
 */
function nameNodes(dataset: Quad[], prefix: string): (node: string) => string | undefined {
  const parents = new Map<string, { node: string; isBlank: boolean; predicate: string }>();
  for (const { subject, predicate, object } of dataset) {
    if (object.termType !== 'BlankNode' || parents.has(object.value)) continue;
    const isBlank = subject.termType === 'BlankNode';
    parents.set(object.value, { node: subject.value, isBlank, predicate: predicate.value });
  }
  const names = new Map<string, string>();
  return (node) => {
    const path: { node: string; predicate: string }[] = [];
    let known = names.get(node);
    for (let at = node; known === undefined; known = names.get(at)) {
      const parent = parents.get(at);
      if (parent === undefined || path.length > parents.size) return undefined;
      path.push({ node: at, predicate: parent.predicate });
      if (!parent.isBlank) known = bare(parent.node, prefix);
      if (known !== undefined) break;
      at = parent.node;
    }
    for (const { node: inner, predicate } of path.reverse()) {
      known = `l${createHash('sha256').update(`${known} ${predicate}`).digest('hex')}`;
      names.set(inner, known);
    }
    return known;
  };
}

const bare = (value: string, prefix: string) =>
  value.startsWith(prefix) ? value.slice(prefix.length) : value;

function isBefore(a: string, b: string, prefix: string): boolean {
  const [ours, theirs] = [a, b].map((value) =>
    value.startsWith(prefix) ? Number(value.slice(prefix.length)) : undefined,
  );
  if (ours !== undefined && theirs !== undefined) return ours < theirs;
  return ours === undefined && theirs === undefined ? a < b : ours !== undefined;
}

/** A JSON literal is no node: its objects lose the ids they were given. */
function unmark(value: Json, prefix: string): Json {
  if (Array.isArray(value)) return value.map((item) => unmark(item, prefix));
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(
    ([name, member]) => !(name === 'id' && typeof member === 'string' && member.startsWith(prefix)),
  );
  return Object.fromEntries(members.map(([name, member]) => [name, unmark(member, prefix)]));
}
