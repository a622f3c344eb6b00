/**
 * The request for a form. What was pasted goes in as the text it is: reading and writing it again in the
 * browser would hide equal names and change numbers before the service could say so.
 */

/** What the text looks like; the service decides what it is. */
function looksLike(text) {
  if (!/^[{[]/.test(text)) return 'jws';
  if (text.startsWith('[')) return 'list';
  let types = [];
  try {
    const { type, credentialSubject } = JSON.parse(text);
    types = [type].flat();
    if (credentialSubject !== undefined) types.push('VerifiableCredential');
  } catch {
    return 'record'; // the service says what is wrong with it
  }
  if (types.some((type) => /VerifiablePresentation$/.test(type))) return 'presentation';
  return types.some((type) => /Credential$/.test(type)) ? 'credential' : 'record';
}

const SECURED = {
  jws: 'verifiableCredential',
  list: 'verifiableCredential',
  record: 'verifiableCredential',
  credential: 'verifiableCredential',
  presentation: 'verifiablePresentation',
};
const NATIVE = { jws: 'signedClr', list: 'clr', record: 'clr', credential: 'clr', presentation: 'clr' };
const RECORD = { ...NATIVE, credential: 'verifiableCredential' };
const ANY = { ...RECORD, presentation: 'verifiablePresentation' };

/** One member: its name, and its value as JSON text. */
const member = (names, text) => {
  const kind = looksLike(text);
  return [names[kind], kind === 'jws' ? JSON.stringify(text) : text || 'null'];
};

const value = (name, given) =>
  given === '' || given === undefined || given === false ? [] : [[name, JSON.stringify(given)]];

/** Only what was filled in; undefined where that is nothing. */
function filled(options) {
  const kept = Object.entries(options).filter(([, given]) => given !== '' && given !== false);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** How CLR 1.0 becomes CLR 2.0; under anything else the service takes none of these. */
const upgrade = (applies, { fill, personal }) =>
  applies ? [...value('fill', fill), ...value('personal', personal)] : [];

const MEMBERS = {
  verify: ({ input, challenge, domain, recipient }) => [
    member(ANY, input),
    ...value('options', filled({ challenge, domain, recipient, outline: true })),
  ],
  wrap: (form) => [
    member({ ...NATIVE, list: 'clrs' }, form.input),
    ...value('profile', form.profile),
    ...value('vcVersion', form.vcVersion),
    ...value('proof', form.proof),
    ...value('validation', form.validation),
    ...value('subject', form.did),
    ...(form.profile === 'clr2' ? value('embedSource', form.embedSource) : []),
    ...upgrade(form.profile === 'clr2', form),
  ],
  unwrap: ({ input, to, challenge, domain, recipient, allowUnverified }) => [
    member(SECURED, input),
    ...value('to', to),
    ...value('options', filled({ challenge, domain, recipient, allowUnverified })),
  ],
  convert: (form) => [
    member(RECORD, form.input),
    ...value('to', form.target),
    ...upgrade(form.target === '2.0', form),
  ],
  curate: ({ input, keep, did }) => [
    member(RECORD, input),
    ['keep', JSON.stringify(keep)],
    ...value('curator', did),
  ],
  sign: ({ input, each }) => [member({ ...NATIVE, jws: 'clr' }, input), ...value('each', each)],
  compare: ({ input, second }) => [member(NATIVE, input), member(SECURED, second)],
};

/** Path, body and content type of the call that an operation makes. */
export function requestFor(operation, form) {
  const members = MEMBERS[operation](form).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  return { path: `clr/${operation}`, type: 'application/json', body: `{${members.join(',')}}` };
}
