/** What a call answered, in words: each member of an answer has its own way of being shown. */
import { drawList, drawSection } from './draw-list.js';
import { drawReport } from './draw-report.js';
import { drawMark, element, linkTo } from './element.js';

/**
 * @param asked `recipient`: whom it should be about, if that was asked
 * @param product what was made, drawn; it stands behind the sentence that says so
 */
export function drawAnswer(answer, { recipient = '' }, ...product) {
  const { report, outline, losses = [], warnings = [] } = answer;
  return [
    ...drawDone(answer),
    ...product,
    ...('same' in answer ? drawComparison(answer) : []),
    ...(answer.records ?? []).flatMap(({ losses: own = [] }) => drawLosses(own)),
    ...drawLosses(losses),
    ...drawSection('Warnings', warnings),
    ...(report ? [drawReport(report, { outline, recipient: recipient !== '' })] : []),
  ];
}

/** A fault: its title, what is wrong and where, and the page that says what to do about it. */
export function drawProblem({ title, detail, pointer, code, errors = [], report }) {
  const place = pointer ? element('span', 'place', ' at ', element('code', '', pointer)) : undefined;
  return [
    element('p', 'verdict bad', drawMark('✗'), element('span', '', title)),
    ...(errors.length > 0
      ? [drawList(errors, { linked: code !== 'request-invalid' })]
      : [element('p', '', detail, place)]),
    element('p', 'hint', 'What to do about it: ', linkTo(code)),
    ...(report ? [drawReport(report)] : []),
  ];
}

/** What was made, if anything was: the thing to take away, and what to call it. */
export function productOf({ verifiableCredential, verifiablePresentation, signedClr, clr, records }) {
  if (verifiableCredential !== undefined)
    return { title: 'The credential', name: 'credential', value: verifiableCredential, isSigned: true };
  if (signedClr !== undefined)
    return { title: 'The signed record', name: 'record', value: signedClr, isSigned: true };
  if (verifiablePresentation !== undefined)
    return { title: 'The selection', name: 'selection', value: verifiablePresentation, isSigned: true };
  const found = records?.map((record) => record.clr);
  const value = clr ?? (found?.length === 1 ? found[0] : found);
  return value === undefined
    ? undefined
    : { title: found?.length > 1 ? 'The records' : 'The record', name: 'record', value, isSigned: false };
}

function drawDone({ verifiableCredential, signedClr, clr, provenance, records }) {
  if (provenance !== undefined) return drawProvenance(provenance);
  if (records !== undefined) return drawRecords(records);
  if (verifiableCredential !== undefined) return [element('p', 'done', wrappedText(verifiableCredential))];
  if (signedClr !== undefined) return [element('p', 'done', 'The record is signed.')];
  if (clr !== undefined)
    return [
      element(
        'p',
        'done',
        'The record is converted. It is not signed, and signatures in it were not checked.',
      ),
    ];
  return [];
}

function wrappedText(made) {
  if (Array.isArray(made)) return `The records are wrapped and signed, as ${made.length} credentials.`;
  if (typeof made === 'string') return 'The record is wrapped and signed, as a JWT.';
  const issuer = made.issuer?.id ?? made.issuer;
  const badges = [made.credentialSubject?.verifiableCredential ?? []].flat().length;
  const each = badges > 1 ? ` Each of its ${badges} achievements is a credential of its own.` : '';
  return `The record is wrapped and signed by ${issuer}.${each}`;
}

function drawRecords(records) {
  const sound = records.every(({ verification }) => verification.verified);
  const count = `${records.length} ${records.length === 1 ? 'record' : 'records'} taken out.`;
  return [
    sound
      ? element('p', 'done', count)
      : element('p', 'verdict bad', `${count} Not verified: it is what the input says, not what is known.`),
    element(
      'ul',
      'findings',
      ...records.map(({ version, pointer, verification: { state } }) =>
        element('li', '', `CLR ${version}, ${state}, from `, element('code', '', pointer || 'the whole')),
      ),
    ),
  ];
}

function drawLosses(losses) {
  return drawSection('What the conversion changed', losses);
}

function drawComparison({ same, differences, native, credential }) {
  const told = same
    ? 'The credential carries exactly this record.'
    : 'The credential does not carry exactly this record.';
  return [
    element('p', `verdict ${same ? 'good' : 'bad'}`, told),
    element(
      'ul',
      'findings',
      ...differences.map(({ pointer, ...values }) =>
        element(
          'li',
          '',
          element('code', '', pointer || 'the whole'),
          ` ${JSON.stringify(values).slice(0, 300)}`,
        ),
      ),
    ),
    drawReport(native, { title: 'The record on its own' }),
    drawReport(credential, { title: 'The credential' }),
  ];
}

const PROOFS = {
  'own-signature': 'keeps its own signature',
  hosted: 'can be checked at its address',
  none: 'has no proof of its own',
};

function drawProvenance({ kept, omitted, changes }) {
  return [
    element('p', 'done', `${kept.length} kept, ${omitted} left out.`),
    element(
      'ul',
      'findings',
      ...kept.map(({ pointer, proof }) =>
        element('li', '', element('code', '', pointer), ` ${PROOFS[proof] ?? proof}`),
      ),
    ),
    ...(changes.length > 0 ? [element('h3', '', 'Changed or left behind')] : []),
    element('ul', 'findings', ...changes.map((change) => element('li', '', change))),
  ];
}
