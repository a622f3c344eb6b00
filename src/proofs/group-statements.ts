/**
 * Which statements of a document a part of it makes (Data Integrity ECDSA Cryptosuites 1.0, canonicalizeAndGroup). The libraries
 * find the part in the document as its contexts would write it, where pointers no longer fit, and lose the graphs of inner
 * proofs; here it is found in the document as it stands.
 */
import * as rdfCanonize from 'rdf-canonize';
import { BridgeError } from '../kernel/errors.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { appendPointer, type Place, pointerOf } from '../kernel/pointer.ts';
import { canonizeDataset, type Quad, type Term, toDataset } from './canonize.ts';
import type { LoadDocument } from './contexts.ts';
import { markNodes } from './mark-nodes.ts';
import { selectJson } from './select-json.ts';

/** Names for blank nodes, by their names in the canonical form of the document (`c14n0`). */
export type LabelNodes = (canonical: string[]) => Map<string, string>;

/** A part, by the indexes of its statements, and what it says by the document's own nodes. */
type StatementGroup = { indexes: Set<number>; dataset: Quad[] };

export type GroupedStatements<Name extends string> = {
  /** N-Quads of the whole, each with its line end, sorted. */
  statements: string[];
  groups: Record<Name, StatementGroup>;
  /** The name of a node, by the one it has in the datasets of the groups, without `_:`. */
  labels: Map<string, string>;
};

/**
 * @param parts JSON Pointers, each naming something in the document, by the name of the part
 * @throws BridgeError `proof-unfit` where parts of the document cannot be told by its statements
 */
export async function groupStatements<Name extends string>(
  document: JsonObject,
  parts: Record<Name, string[]>,
  label: LabelNodes,
  loadDocument: LoadDocument,
): Promise<GroupedStatements<Name>> {
  refuseLabels(document);
  const options = { documentLoader: loadDocument, toRdf: loadDocument.toRdf };
  const { marked, restore } = markNodes(document);
  const datasetOf = async (input: JsonObject) => restore(await toDataset(input, options));
  const [whole, plain] = [
    await canonizeDataset(await datasetOf(marked)),
    await canonizeDataset(await toDataset(document, options)),
  ];
  if (whole.text !== plain.text) throw new BridgeError('proof-unfit', UNTELLABLE);
  const names = label([...whole.names.values()]);
  const labels = new Map([...whole.names].map(([node, canonical]) => [node, names.get(canonical) ?? '']));
  const statements = splitLines(whole.text)
    .map((line) => line.replace(/_:(\S+)/g, (_, name: string) => `_:${names.get(name)}`))
    .sort();
  const places = new Map(statements.map((statement, i) => [statement, i]));
  const groups = {} as Record<Name, StatementGroup>;
  for (const name of Object.keys(parts) as Name[]) {
    const dataset = parts[name].length === 0 ? [] : await datasetOf(selectJson(marked, parts[name]));
    const found = dataset.map((quad) => places.get(writeQuad(quad, labels)));
    if (found.includes(undefined)) throw new BridgeError('proof-unfit', UNTELLABLE);
    groups[name] = { indexes: new Set(found as number[]), dataset };
  }
  return { statements, groups, labels };
}

const UNTELLABLE =
  'Parts of this document cannot be told by its statements; SD-JWT shows parts of any document.';

/**
 * The libraries of these suites take whatever begins with `_:` for the name of a node, in texts too, and so do not bind it.
 *
 * @throws BridgeError `proof-unfit` naming the place of such a text
 */
function refuseLabels(document: JsonObject): void {
  const pointer = findLabels(document);
  if (pointer === undefined) return;
  throw new BridgeError(
    'proof-unfit',
    `The text at ${pointer} has "_:" in it, which proofs for parts of a document do not bind.`,
  );
}

/** The pointer of the first text that has `_:` in it; contexts are not looked at. */
export function findLabels(document: JsonObject): string | undefined {
  const stack: { value: Json; place: Place | undefined }[] = [{ value: document, place: undefined }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, place } = next;
    if (typeof value === 'string') {
      if (value.includes('_:')) return pointerOf(place);
    } else if (typeof value === 'object' && value !== null) {
      for (const [segment, member] of Object.entries(value)) {
        if (segment === '@context' || (place === undefined && segment === 'proof')) continue;
        if (segment.includes('_:')) return appendPointer(pointerOf(place), segment);
        stack.push({ value: member, place: { in: place, segment } });
      }
    }
  }
  return undefined;
}

function writeQuad({ subject, predicate, object, graph }: Quad, labels: Map<string, string>): string {
  const term = <T extends Term>(one: T): T =>
    one.termType === 'BlankNode' ? { ...one, value: labels.get(one.value) ?? '' } : one;
  return rdfCanonize.NQuads.serializeQuad({
    subject: term(subject),
    predicate,
    object: term(object),
    graph: term(graph),
  });
}

const splitLines = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => `${line}\n`);
