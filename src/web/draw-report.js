/**
 * A report as elements of the page. The verdict is the one in the report; nothing here makes another. All text
 * is set as text: what a record says is never read as HTML.
 */

/** Each state has a mark, a word and a tone, so that colour is never the only sign. */
const STATES = {
  verified: ['✓', 'verified', 'good'],
  covered: ['✓', 'covered by an enclosing signature', 'good'],
  'integrity-only': ['~', 'intact, but nobody knows whose key it is', 'unsure'],
  unverified: ['?', 'not verified', 'unsure'],
  unknown: ['?', 'could not be checked', 'unsure'],
  revoked: ['✗', 'revoked', 'bad'],
  expired: ['✗', 'expired', 'bad'],
  failed: ['✗', 'failed', 'bad'],
};

const VERDICTS = {
  accepted: ['✓', 'Accepted', 'good'],
  rejected: ['✗', 'Rejected', 'bad'],
  inconclusive: ['?', 'Inconclusive: neither accepted nor rejected', 'unsure'],
};

/** An element with a class and children; strings become text. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** Verdict, tree of nodes, and findings: errors, then warnings, then what was not checked. */
export function drawReport(report, title) {
  const errors = report.findings.filter(({ severity, result }) => severity === 'error' && result === 'fail');
  const warnings = report.findings.filter(
    ({ severity, result }) => severity === 'warning' && (result === 'fail' || result === 'pass'),
  );
  return element(
    'div',
    'report',
    ...(title ? [element('h3', '', title)] : []),
    drawVerdict(report),
    element('h3', '', 'Parts'),
    drawNodes(report.nodes),
    ...drawFindings('Errors', errors),
    ...drawFindings('Warnings', warnings),
    element('h3', '', 'Not checked'),
    report.unchecked.length > 0
      ? drawList(report.unchecked)
      : element('p', 'hint', 'Everything that applies was checked.'),
  );
}

function drawVerdict({ verdict, kind, summary }) {
  const [mark, word, tone] = VERDICTS[verdict] ?? ['?', String(verdict), 'unsure'];
  const counts = `${kind}; ${summary.nodes} parts: ${summary.pass} good, ${summary.fail} bad, ${summary.unknown} open`;
  return element(
    'div',
    '',
    element('p', `verdict ${tone}`, drawMark(mark), element('span', '', word)),
    element('p', 'hint', counts),
  );
}

function drawMark(mark) {
  const drawn = element('span', 'mark', mark);
  drawn.setAttribute('aria-hidden', 'true');
  return drawn;
}

/** Nodes hang under the node whose pointer theirs begins with. */
export function nestNodes(nodes) {
  const byPointer = new Map();
  const roots = [];
  for (const node of [...nodes].sort((a, b) => a.pointer.length - b.pointer.length)) {
    const item = { node, children: [] };
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

function drawNodes(nodes) {
  const drawLevel = (items) =>
    element(
      'ul',
      '',
      ...items.map(({ node, children }) =>
        element('li', '', drawNode(node), ...(children.length > 0 ? [drawLevel(children)] : [])),
      ),
    );
  const tree = drawLevel(nestNodes(nodes));
  tree.className = 'nodes';
  return tree;
}

function drawNode({ kind, name, id, state, reasons, pointer }) {
  const [mark, word, tone] = STATES[state] ?? ['?', String(state), 'unsure'];
  const because = reasons.length > 0 ? ` (${reasons.join(', ')})` : '';
  return element(
    'div',
    '',
    element('span', tone, drawMark(mark)),
    ' ',
    element('strong', '', name ?? id ?? kind),
    ` ${kind}: `,
    element('span', `state ${tone}`, word),
    because,
    element('span', 'place', 'at ', element('code', '', pointer === '' ? 'the whole input' : pointer)),
  );
}

function drawFindings(title, findings) {
  return findings.length > 0 ? [element('h3', '', `${title} (${findings.length})`), drawList(findings)] : [];
}

/** Findings or items of a fault: code, message, place. */
export function drawList(items) {
  return element(
    'ul',
    'findings',
    ...items.map(({ code, message, pointer }) => {
      const link = element('a', '', code);
      link.href = `problems/${encodeURIComponent(code)}`;
      const place =
        pointer === '' ? undefined : element('span', 'place', ' at ', element('code', '', pointer));
      return element('li', '', element('code', '', link), ` ${message}`, place);
    }),
  );
}
