/** The page: one form over the service's own calls. */
import { drawAnswer, drawProblem, productOf } from './draw-answer.js';
import { drawCalls } from './draw-calls.js';
import { drawJson } from './draw-json.js';
import { EXAMPLE } from './example-record.js';
import { readFile } from './read-file.js';
import { requestFor } from './request-for.js';

const $ = (id) => document.getElementById(id);

const ABOUT = {
  verify:
    'A record, signed record, credential or presentation: is it what it says, whole and piece by piece?',
  wrap: 'A CLR 1.0, a signed CLR, or an array of them becomes one signed credential; nothing in it is changed.',
  'wrap clr2':
    'A CLR 1.0 becomes a ClrCredential of CLR 2.0, each achievement signed on its own; what changes on the way is listed.',
  unwrap: 'A credential or presentation is verified, and the records are taken out of it.',
  convert:
    'A record in the other version of the standard. Nothing is signed or verified; what changes on the way is listed.',
  'convert 1.0':
    'A record of CLR 2.0 or a badge as CLR 1.0, member by member. Nothing is verified; a record that travels inside comes out with Unwrap.',
  curate: 'A selection of a record. What is kept stays as it was; the proofs that remain are named.',
  sign: 'A CLR 1.0 becomes a signed CLR (compact JWS), with no credential involved.',
  compare:
    'Is the record inside the credential this record? Both are verified, and each difference is listed.',
};

const operation = () => document.querySelector('input[name="operation"]:checked').value;
const capital = (word) => word[0].toUpperCase() + word.slice(1);

/** Shows the fields of the chosen operation, and of the chosen way to do it. */
function chooseOperation() {
  const chosen = operation();
  const way = { wrap: $('profile').value, convert: $('target').value }[chosen];
  const names = [chosen, `${chosen} ${way}`];
  for (const part of document.querySelectorAll('[data-for]')) {
    part.hidden = !part.dataset.for.split(', ').some((name) => names.includes(name));
  }
  $('about').textContent = ABOUT[names[1]] ?? ABOUT[chosen];
  $('run').textContent = capital(chosen);
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
    proof: text('proof'),
    validation: text('validation'),
    embedSource: $('embedSource').checked,
    fill: text('fill'),
    personal: text('personal'),
    did: text('did'),
    to: text('to'),
    target: text('target'),
    challenge: text('challenge'),
    domain: text('domain'),
    recipient: text('recipient'),
    allowUnverified: $('allowUnverified').checked,
    each: $('each').checked,
  };
}

async function run(event) {
  event.preventDefault();
  const [chosen, form] = [operation(), readForm()];
  const { path, body, type } = requestFor(chosen, form);
  const token = $('token').value.trim();
  $('run').disabled = true;
  $('result-title').textContent = `Result: ${chosen}`;
  $('outcome').textContent = 'Working ...';
  $('drawn').replaceChildren();
  $('result').hidden = false;
  try {
    const headers = { 'content-type': type, ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const response = await fetch(path, { method: 'POST', headers, body });
    const answer = JSON.parse(await response.text());
    $('drawn').replaceChildren(...(response.ok ? drawAll(answer, form) : drawFault(answer)));
    $('outcome').textContent = '';
  } catch (error) {
    $('outcome').textContent = `The service could not be asked: ${error.message}`;
  } finally {
    $('run').disabled = false;
    $('result-title').focus();
  }
}

/** The answer in words with what was made, and whole as JSON. */
function drawAll(answer, form) {
  const product = productOf(answer);
  const uses = { 'Use as input': useAsInput, ...(product?.isSigned ? { 'Verify it': verifyNext } : {}) };
  return [
    ...drawAnswer(answer, form, ...(product ? [drawJson({ ...product, open: true }, uses)] : [])),
    drawJson({ title: 'Whole answer as JSON', name: 'answer', value: answer, open: false }),
  ];
}

function drawFault(problem) {
  const whole = { title: 'Whole answer as JSON', name: 'problem', value: problem, open: false };
  return [...drawProblem(problem), drawJson(whole)];
}

function useAsInput(text) {
  $('taken').textContent = '';
  $('input').value = text;
  $('input').focus();
}

function verifyNext(text) {
  useAsInput(text);
  document.querySelector('input[value="verify"]').checked = true;
  chooseOperation();
  $('form').requestSubmit();
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

/** Wherever a file is dropped, it is taken: a browser would leave the page and show it. */
function takeDrops() {
  const over = (on) => $('input').classList.toggle('over', on);
  const isFile = ({ dataTransfer }) => dataTransfer.types.includes('Files');
  document.addEventListener('dragover', (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    over(true);
  });
  document.addEventListener('dragleave', () => over(false));
  document.addEventListener('drop', (event) => {
    over(false);
    if (!isFile(event)) return;
    event.preventDefault();
    takeFile(event.dataTransfer.files[0]);
  });
}

async function showCalls() {
  const contract = await (await fetch('openapi.json')).json();
  $('version').textContent = contract.info.version;
  $('calls').replaceChildren(...drawCalls(contract));
}

takeDrops();
$('file').addEventListener('change', async ({ target }) => {
  await takeFile(target.files[0]);
  target.value = ''; // so that the same file can be chosen again
});
$('example').addEventListener('click', () => useAsInput(JSON.stringify(EXAMPLE, null, 2)));
$('form').addEventListener('change', chooseOperation);
$('form').addEventListener('submit', run);
chooseOperation();
showCalls().catch((error) => {
  $('calls').textContent = `The list of calls could not be read: ${error.message}`;
});
