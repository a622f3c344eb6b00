/** JSON or a JWS to take away: copied, saved, or used as the next input. */
import { element } from './element.js';

/** Of more, so many characters are shown; what is copied or saved is whole. */
const SHOWN = 200_000;

/**
 * @param shown `title`; `value`: JSON, or a JWS as a string; `name` of the file, without its ending; `open`
 * @param uses label and what to do with the text, of each further button
 */
export function drawJson({ title, value, name, open }, uses = {}) {
  const isJson = typeof value !== 'string';
  const text = isJson ? JSON.stringify(value, null, 2) : value;
  const said = element('span', '');
  said.setAttribute('role', 'status');
  const buttons = Object.entries({
    Copy: async () => {
      said.textContent = await copy(text);
    },
    Download: () => download(text, isJson ? `${name}.json` : `${name}.jws`, isJson),
    ...uses,
  }).map(([label, act]) => drawButton(label, () => act(text)));
  const body = element('pre', '');
  const part = element(
    'details',
    'json',
    element('summary', '', title),
    element('p', 'actions', ...buttons, said),
    body,
  );
  // much JSON takes long to lay out: not before somebody looks
  const fill = () => {
    if (part.open && body.textContent === '') body.textContent = beginningOf(text);
  };
  part.addEventListener('toggle', fill);
  part.open = open;
  fill();
  return part;
}

function beginningOf(text) {
  return text.length > SHOWN
    ? `${text.slice(0, SHOWN)}\n... and ${text.length - SHOWN} characters more: copy or download it.`
    : text;
}

function drawButton(label, act) {
  const button = element('button', '', label);
  button.type = 'button';
  button.addEventListener('click', act);
  return button;
}

const copy = (text) =>
  navigator.clipboard.writeText(text).then(
    () => 'Copied.',
    () => 'The browser did not let us copy.',
  );

function download(text, name, isJson) {
  const link = element('a');
  link.href = URL.createObjectURL(new Blob([text], { type: isJson ? 'application/json' : 'text/plain' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
