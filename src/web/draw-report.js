/** A report as elements of the page. The verdict is the one in the report; nothing here makes another. */
import { drawList, drawSection } from './draw-list.js';
import { drawNodes, nestNodes } from './draw-nodes.js';
import { drawMark, element } from './element.js';

const VERDICTS = {
  accepted: [
    '✓',
    'Accepted',
    'good',
    'A signature holds, and of what counts nothing failed or was left open. Whether to trust the issuer is yours to decide.',
  ],
  rejected: ['✗', 'Rejected', 'bad', 'At least one check failed: do not rely on it.'],
  inconclusive: [
    '?',
    'Inconclusive: neither accepted nor rejected',
    'unsure',
    'Of what counts nothing failed, but something could not be checked, or nothing proves where it comes from.',
  ],
};

const KINDS = {
  'clr-1.0': 'CLR 1.0',
  'clr-set': 'Set of CLR 1.0',
  'signed-clr': 'Signed CLR 1.0',
  'signed-clr-set': 'Signed set of CLR 1.0',
  'signed-assertion': 'Signed assertion of CLR 1.0',
  'signed-endorsement': 'Signed endorsement of CLR 1.0',
  assertion: 'Assertion of CLR 1.0',
  endorsement: 'Endorsement of CLR 1.0',
  'clr-2.0': 'CLR 2.0',
  'ob-3.0': 'Open Badges 3.0',
  vc: 'Verifiable Credential',
  'vc-jwt': 'Verifiable Credential as JWT',
  'vc-sd-jwt': 'Verifiable Credential as SD-JWT',
  'enveloped-vc': 'Enveloped Verifiable Credential',
  vp: 'Verifiable Presentation',
  'vp-jwt': 'Verifiable Presentation as JWT',
  'vp-sd-jwt': 'Verifiable Presentation as SD-JWT',
  'enveloped-vp': 'Enveloped Verifiable Presentation',
};

/**
 * The verdict; what speaks against it and what keeps it open; the parts; warnings; what was not checked.
 *
 * @param options `title` above it; `outline` of the same input; `recipient`: true where it was asked whom it is about
 */
export function drawReport(report, { title, outline, recipient = false } = {}) {
  const { findings, unchecked, nodes } = report;
  const failed = findings.filter(({ severity, result }) => severity === 'error' && result === 'fail');
  const open = findings.filter(({ severity, result }) => severity === 'error' && result === 'unknown');
  const warned = findings.filter(({ severity, result }) => severity === 'warning' && result !== 'skipped');
  const said = new Set([...open, ...warned].map(keyOf));
  const rest = unchecked.filter((item) => !said.has(keyOf(item)));
  return element(
    'div',
    'report',
    ...(title ? [element('h3', '', title)] : []),
    ...drawVerdict(report, recipient),
    ...drawSection('Errors', failed),
    ...drawSection('Could not be verified', open),
    element('h3', '', outline ? 'What it says, part by part' : 'Parts'),
    ...(report.verdict === 'accepted'
      ? []
      : [element('p', 'hint', 'Claims, not facts: see the mark of each part.')]),
    drawNodes(outline ? outline.nodes : nestNodes(nodes), findings),
    ...drawNotes(outline?.warnings ?? []),
    ...drawSection('Warnings', warned),
    element('h3', '', 'Not checked'),
    rest.length > 0
      ? drawList(rest)
      : element('p', 'hint', unchecked.length > 0 ? 'Nothing else.' : 'Everything that applies was checked.'),
  );
}

const keyOf = ({ code, pointer }) => `${code} ${pointer}`;

function drawVerdict({ verdict, kind, summary }, recipient) {
  const [mark, word, tone, meaning] = VERDICTS[verdict] ?? ['?', String(verdict), 'unsure', ''];
  const whom = recipient && verdict === 'accepted' ? ', about the person you named' : '';
  const parts = `${summary.nodes} ${summary.nodes === 1 ? 'part' : 'parts'}`;
  const counts = `${parts}: ${summary.pass} sound, ${summary.fail} not, ${summary.unknown} open`;
  return [
    element('p', `verdict ${tone}`, drawMark(mark), element('span', '', word + whom)),
    element('p', 'hint', `${KINDS[kind] ?? kind}. ${counts}. ${meaning}`),
  ];
}

function drawNotes(warnings) {
  if (warnings.length === 0) return [];
  return [
    element('h3', '', 'About the record'),
    element('ul', 'findings', ...warnings.map((warning) => element('li', '', warning))),
  ];
}
