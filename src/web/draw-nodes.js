/** The parts of a record as a tree, each with its state; the service says which, nothing here judges. */
import { drawMark, element, foldable, linkTo } from './element.js';

/** Each state has a mark, a word and a tone, so that colour is never the only sign. */
const STATES = {
  verified: ['✓', 'verified', 'good'],
  covered: ['✓', 'covered by the signature around it', 'good'],
  'integrity-only': ['~', 'intact, but nobody knows whose key it is', 'unsure'],
  unverified: ['?', 'not verified', 'unsure'],
  unknown: ['?', 'could not be checked', 'unsure'],
  revoked: ['✗', 'revoked', 'bad'],
  expired: ['✗', 'expired', 'bad'],
  failed: ['✗', 'failed', 'bad'],
};

const KINDS = {
  vp: 'presentation',
  vc: 'credential',
  clr: 'record',
  'clr-set': 'set of records',
  'status-list': 'status list',
};

/** What a reader takes in at a glance; anything longer is prose, and what is very long is folded away. */
const FACT = 48;
const PROSE = 240;

/** Nodes of a report where there is no outline of them: each hangs under the node whose pointer its own begins with. */
export function nestNodes(nodes) {
  const byPointer = new Map();
  const roots = [];
  for (const node of [...nodes].sort((a, b) => a.pointer.length - b.pointer.length)) {
    const item = { title: node.name ?? node.id ?? '', lines: [], ...node, children: [] };
    const parent = parentOf(node.pointer, byPointer);
    (parent ? parent.children : roots).push(item);
    if (!byPointer.has(node.pointer)) byPointer.set(node.pointer, item);
  }
  return roots;
}

function parentOf(pointer, byPointer) {
  for (let at = pointer; at !== ''; ) {
    at = at.slice(0, Math.max(at.lastIndexOf('/'), at.lastIndexOf('#'), 0));
    const found = byPointer.get(at);
    if (found) return found;
  }
  return pointer === '' ? byPointer.get('') : undefined;
}

/** @param findings of the report: what is wrong with a part is said in it */
export function drawNodes(nodes, findings = []) {
  const drawLevel = (items) => element('ul', '', ...items.map(drawItem));
  const drawItem = (node) => {
    const { told, untold } = reasonsOf(node, findings);
    return element(
      'li',
      node.kind,
      drawHead(node, untold),
      ...drawLines(node.lines),
      ...told.map(({ code, message }) => element('p', 'why', linkTo(code), ` ${message}`)),
      ...(node.children.length > 0 ? [drawLevel(node.children)] : []),
    );
  };
  const tree = drawLevel(nodes);
  tree.className = 'nodes';
  return tree;
}

function drawHead({ kind, title, state, pointer }, codes) {
  const word = KINDS[kind] ?? kind;
  if (state === undefined)
    return element('div', 'head', element('span', 'kind', word), ' ', element('span', 'title', title));
  const [mark, said, tone] = STATES[state] ?? ['?', String(state), 'unsure'];
  return element(
    'div',
    'head',
    element('span', tone, drawMark(mark)),
    ' ',
    ...(title === '' ? [] : [element('strong', '', title), ' ']),
    element('span', 'kind', word),
    ' ',
    element('span', `state ${tone}`, said),
    ...codes.flatMap((code) => [' ', element('span', 'why', linkTo(code))]),
    ...(pointer === '' ? [] : [' ', element('code', 'place', pointer)]),
  );
}

function drawLines(lines) {
  const facts = lines.filter((line) => line.length <= FACT);
  const prose = lines.filter((line) => line.length > FACT);
  return [
    ...(facts.length > 0 ? [element('p', 'facts', facts.join(' · '))] : []),
    ...prose.map((line) =>
      line.length > PROSE
        ? foldable(`${line.slice(0, PROSE / 2)} …`, element('p', 'prose', line))
        : element('p', 'prose', line),
    ),
  ];
}

/** Why a part is not sound: in the words of what was found there, else by the code of what was found of many parts at once. */
function reasonsOf({ pointer, state, reasons = [] }, findings) {
  if (state === undefined || STATES[state]?.[2] === 'good') return { told: [], untold: [] };
  const here = findings
    .filter(({ severity, result }) => severity === 'error' && (result === 'fail' || result === 'unknown'))
    .filter(
      ({ pointer: at }) => at === pointer || at.startsWith(`${pointer}/`) || at.startsWith(`${pointer}#`),
    )
    .sort((a, b) => a.pointer.length - b.pointer.length);
  const told = reasons.flatMap((code) => here.find((found) => found.code === code) ?? []);
  return { told, untold: reasons.filter((code) => told.every((found) => found.code !== code)) };
}
