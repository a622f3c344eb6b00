/** The page: one form over the service's own calls. */
import { drawList, drawReport, element } from './draw-report.js';
import { EXAMPLE } from './example-record.js';
import { readFile } from './read-file.js';
import { requestFor } from './request-for.js';

const $ = (id) => document.getElementById(id);

const ABOUT = {
  verify:
    'A record, signed record, credential or presentation: is it what it says, whole and piece by piece?',
  wrap: 'A CLR 1.0, a signed CLR, or an array of them becomes one signed credential; nothing in it is changed.',
  unwrap: 'A credential or presentation is verified, and the records are taken out of it.',
  curate: 'A selection of a record. What is kept stays as it was; the proofs that remain are named.',
  sign: 'A CLR 1.0 becomes a signed CLR (compact JWS), with no credential involved.',
  compare:
    'Is the record inside the credential this record? Both are verified, and each difference is listed.',
};

const operation = () => document.querySelector('input[name="operation"]:checked').value;

/** Shows the fields of the chosen operation. */
function chooseOperation() {
  const chosen = operation();
  for (const part of document.querySelectorAll('[data-for]')) {
    part.hidden = !part.dataset.for.split(' ').includes(chosen);
  }
  $('about').textContent = ABOUT[chosen];
  $('run').textContent = chosen[0].toUpperCase() + chosen.slice(1);
  $('did-label').textContent = chosen === 'curate' ? 'DID of whoever selects' : "Learner's DID";
}

function readForm() {
  const text = (id) => $(id).value.trim();
  return {
    input: text('input'),
    second: text('second'),
    keep: text('keep')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
    profile: text('profile'),
    vcVersion: text('vcVersion'),
    validation: text('validation'),
    did: text('did'),
    to: text('to'),
    challenge: text('challenge'),
    domain: text('domain'),
    recipient: text('recipient'),
    allowUnverified: $('allowUnverified').checked,
    each: $('each').checked,
  };
}

let answerText = '';
let reusable;

async function run(event) {
  event.preventDefault();
  const { path, body, type } = requestFor(operation(), readForm());
  const token = $('token').value.trim();
  $('run').disabled = true;
  $('outcome').textContent = 'Working ...';
  $('drawn').replaceChildren();
  $('result').hidden = false;
  try {
    const headers = { 'content-type': type, ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const response = await fetch(path, { method: 'POST', headers, body });
    const text = await response.text();
    show(response, JSON.parse(text));
  } catch (error) {
    $('outcome').textContent = `The service could not be asked: ${error.message}`;
  } finally {
    $('run').disabled = false;
    $('result-title').focus();
  }
}

/** The answer: in words, drawn, and as JSON. */
function show(response, answer) {
  $('outcome').textContent = response.ok ? '' : `${answer.title}: ${answer.detail}`;
  const drawn = [];
  if (!response.ok && answer.pointer)
    drawn.push(element('p', 'hint', 'At ', element('code', '', answer.pointer)));
  if (answer.errors) drawn.push(drawList(answer.errors));
  if (answer.report) drawn.push(drawReport(answer.report));
  if ('same' in answer) drawn.push(...drawComparison(answer));
  if (answer.verifiableCredential) drawn.push(element('p', '', 'The record is wrapped and signed.'));
  if (answer.signedClr) drawn.push(element('p', '', 'The record is signed.'));
  if (answer.provenance) drawn.push(...drawProvenance(answer.provenance));
  if (answer.records) drawn.push(element('p', '', `${answer.records.length} record(s) taken out.`));
  if (answer.warnings?.length > 0)
    drawn.push(element('h3', '', `Warnings (${answer.warnings.length})`), drawList(answer.warnings));
  $('drawn').replaceChildren(...drawn);
  answerText = JSON.stringify(answer, null, 2);
  $('json').textContent = answerText;
  $('copied').textContent = '';
  const records = answer.records?.map(({ clr }) => clr);
  reusable =
    answer.verifiableCredential ??
    answer.signedClr ??
    answer.clr ??
    (records?.length === 1 ? records[0] : records);
  $('reuse').hidden = reusable === undefined;
  $('json-part').open = answer.report === undefined && !('same' in answer);
}

function drawComparison({ same, differences, native, credential }) {
  const told = same
    ? 'The credential carries exactly this record.'
    : 'The credential does not carry exactly this record.';
  const places = differences.map(({ pointer, ...values }) => ({
    code: 'differs',
    pointer,
    message: JSON.stringify(values).slice(0, 300),
  }));
  return [
    element('p', `verdict ${same ? 'good' : 'bad'}`, told),
    element(
      'ul',
      'findings',
      ...places.map(({ pointer, message }) =>
        element('li', '', element('code', '', pointer || 'the whole'), ` ${message}`),
      ),
    ),
    drawReport(native, 'The record on its own'),
    drawReport(credential, 'The credential'),
  ];
}

function drawProvenance({ kept, omitted, changes }) {
  const proofs = {
    'own-signature': 'keeps its own signature',
    hosted: 'can be checked at its address',
    none: 'has no proof of its own',
  };
  return [
    element('p', '', `${kept.length} kept, ${omitted} left out.`),
    element(
      'ul',
      'findings',
      ...kept.map(({ pointer, proof }) =>
        element('li', '', element('code', '', pointer), ` ${proofs[proof] ?? proof}`),
      ),
    ),
    element('ul', 'findings', ...changes.map((change) => element('li', '', change))),
  ];
}

/** A badge is verified at once, where that is what was chosen to do. */
async function takeFile(file) {
  if (!file) return;
  $('taken').textContent = '';
  try {
    const { text, isBadge, note } = await readFile(file);
    $('input').value = text;
    $('taken').textContent = note;
    if (isBadge && operation() === 'verify') $('form').requestSubmit();
  } catch (error) {
    $('input').value = '';
    $('taken').textContent = error.message;
  }
}

function useExample() {
  $('taken').textContent = '';
  $('input').value = JSON.stringify(EXAMPLE, null, 2);
}

function download() {
  const link = element('a');
  link.href = URL.createObjectURL(new Blob([answerText], { type: 'application/json' }));
  link.download = 'clr-bridge.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function copy() {
  const done = await navigator.clipboard.writeText(answerText).then(
    () => true,
    () => false,
  );
  $('copied').textContent = done ? 'Copied.' : 'The browser did not let us copy.';
}

function reuse() {
  $('input').value = typeof reusable === 'string' ? reusable : JSON.stringify(reusable, null, 2);
  $('input').focus();
}

/** Every call of the contract, by its tag. */
async function listCalls() {
  const contract = await (await fetch('openapi.json')).json();
  $('version').textContent = contract.info.version;
  const calls = Object.entries(contract.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ path, method: method.toUpperCase(), ...call })),
  );
  const groups = contract.tags.map(({ name, description }) => {
    const own = calls.filter(({ tags }) => tags.includes(name));
    const rows = own.flatMap(({ method, path, summary, description: more }) => [
      element('dt', '', element('code', '', `${method} ${path}`)),
      element('dd', '', more ? `${summary}. ${more}` : `${summary}`),
    ]);
    return element(
      'section',
      '',
      element('h3', '', name),
      element('p', 'hint', description),
      element('dl', '', ...rows),
    );
  });
  $('calls').replaceChildren(...groups);
}

const input = $('input');
input.addEventListener('dragover', (event) => {
  event.preventDefault();
  input.classList.add('over');
});
input.addEventListener('dragleave', () => input.classList.remove('over'));
input.addEventListener('drop', (event) => {
  if (event.dataTransfer.files.length === 0) return;
  event.preventDefault();
  input.classList.remove('over');
  takeFile(event.dataTransfer.files[0]);
});
$('file').addEventListener('change', async ({ target }) => {
  await takeFile(target.files[0]);
  target.value = ''; // so that the same file can be chosen again
});
$('example').addEventListener('click', useExample);
$('form').addEventListener('change', chooseOperation);
$('form').addEventListener('submit', run);
$('copy').addEventListener('click', copy);
$('download').addEventListener('click', download);
$('reuse').addEventListener('click', reuse);
chooseOperation();
listCalls().catch((error) => {
  $('calls').textContent = `The list of calls could not be read: ${error.message}`;
});
