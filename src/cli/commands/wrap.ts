import { FILLS, PERSONAL, PROFILES, PROOFS } from '../../kernel/contract.ts';
import { digestBytes } from '../../kernel/digest.ts';
import { BridgeError } from '../../kernel/errors.ts';
import { STATUS_PURPOSES } from '../../kernel/status.ts';
import { VC2_CONTEXT } from '../../kernel/vc-version.ts';
import type { Secured } from '../../workflows/secure-credential.ts';
import type { Clr2Choices } from '../../workflows/wrap-clr2.ts';
import type { WrapInput } from '../../workflows/wrap-record.ts';
import type { Arguments, Command, OptionTable } from '../command.ts';
import { ensureIssuer } from '../ensure-issuer.ts';
import { printable } from '../notes.ts';
import { type Input, readInputs } from '../read-input.ts';

/** How CLR 1.0 becomes CLR 2.0; the same for every command that converts. */
export const CLR2_OPTIONS = {
  fill: {
    type: 'string',
    choices: FILLS,
    doc: 'clr2: what stands for members that CLR 2.0 requires and the record lacks. Default: placeholder.',
  },
  personal: {
    type: 'string',
    choices: PERSONAL,
    doc: 'clr2: what of the learner travels. identifiers (default): name, e-mail and ids; none; all.',
  },
  'speaks-for': {
    type: 'string',
    gathers: true,
    value: 'ID',
    doc: 'clr2: profiles of the record in whose name the issuer may issue.',
  },
  'issuer-name': { type: 'string', value: 'TEXT', doc: 'clr2: name of the issuer, for people.' },
  'no-carry': {
    type: 'boolean',
    doc: 'clr2: what has no place in CLR 2.0 is left out, not carried as a JSON literal.',
  },
} as const satisfies OptionTable;

/** The options above, as they are handed on. */
export function clr2ChoicesOf(args: Arguments): Clr2Choices {
  const speaksFor = args.list('speaks-for');
  return {
    ...definedOf({
      fill: args.text('fill'),
      personal: args.text('personal'),
      issuerName: args.text('issuer-name'),
    }),
    ...(speaksFor.length > 0 ? { speaksFor } : {}),
    ...(args.flag('no-carry') ? { carry: false } : {}),
  } as Clr2Choices;
}

/** Without what was not given; the choices of the tables are the values of the types. */
export function definedOf(given: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** How a record is wrapped; the same for every command that does. */
export const WRAP_OPTIONS = {
  profile: {
    type: 'string',
    choices: PROFILES,
    doc: 'verbatim (default): the record as one JSON literal. clr2: as a ClrCredential of CLR 2.0, for wallets and validators of 1EdTech. linked-data: as RDF, for pilots that read it so.',
  },
  vc: {
    type: 'string',
    choices: ['2.0', '1.1'],
    doc: 'Version of the VC data model. Default: 2.0; 1.1 under the profile linked-data.',
  },
  proof: {
    type: 'string',
    choices: PROOFS,
    doc: 'Default: eddsa-rdfc-2022 under VC 2.0, Ed25519Signature2020 under VC 1.1. jwt: as a compact JWS. sd-jwt: so that the learner can show parts of it (disclose).',
  },
  issuer: { type: 'string', value: 'DID', doc: 'Who issues: a DID of keys list. Default: the oldest.' },
  subject: {
    type: 'string',
    value: 'DID',
    doc: 'The learner. Default: the id of the learner, where it is a DID.',
  },
  validation: {
    type: 'string',
    choices: ['strict', 'lenient'],
    doc: 'strict (default) refuses a record that breaks the standard, lenient carries it with warnings.',
  },
  'valid-until': {
    type: 'string',
    value: 'DATE',
    doc: 'End of validity, for instance 2030-01-01T00:00:00Z.',
  },
  'embed-source': {
    type: 'boolean',
    doc: 'clr2: the record travels whole as well, and unwraps exactly. Alone it means --personal all.',
  },
  ...CLR2_OPTIONS,
  status: {
    type: 'string',
    gathers: true,
    choices: STATUS_PURPOSES,
    doc: 'Entries in status lists of this service, by purpose, so that the credential can be revoked or suspended later.',
  },
  'badge-status': {
    type: 'boolean',
    doc: 'clr2: each badge gets a status entry of its own, for the purpose that --status names.',
  },
} as const satisfies OptionTable;

export const wrapCommand: Command = {
  name: 'wrap',
  usage: 'FILE... | - [options]',
  summary:
    'Wraps learner records (CLR 1.0 or 2.0, signed CLR, or arrays of them) as a Verifiable Credential.',
  details:
    'The record is carried unchanged and wholly under the signature; under clr2 it is converted to CLR 2.0, each achievement a credential signed on its own, and what does not fit is named on standard error. Deviations from CLR 1.0 are refused under the policy strict, and named under lenient. The credential says as evidence which bytes it was made of.',
  options: {
    ...WRAP_OPTIONS,
    'source-url': { type: 'string', value: 'URL', doc: 'Where the record was read, said in the evidence.' },
    'no-evidence': { type: 'boolean', doc: 'Leaves out the digest of the bytes the credential was made of.' },
  },
  words: { min: 1, max: Number.POSITIVE_INFINITY },
  async run({ args, terminal, notes, open }) {
    checkEvidence(args);
    const inputs = await readInputs(args.words, terminal, notes);
    const records = inputs.flatMap(({ value }) => (Array.isArray(value) ? value : [value]));
    if (records.length === 0) throw new BridgeError('record-unrecognised', 'The input is an empty list.');
    const source = sourceOf(inputs, args);
    if (inputs.length > 1 && !args.flag('no-evidence')) {
      notes.notice('No evidence of the bytes read: there are several files, and evidence names one.');
    }
    const { bridge } = await open({ creates: true });
    await ensureIssuer(bridge, args.text('issuer'), notes);
    const { verifiableCredential, losses, warnings } = await bridge.wrap({
      records,
      ...wrapOptionsOf(args),
      ...(source === undefined ? {} : { source }),
    });
    if (args.list('status').length > 0 && !terminal.env['CLR_BRIDGE_BASE_URL']) {
      notes.notice('Others reach the status list only where CLR_BRIDGE_BASE_URL says how; it is not set.');
    }
    for (const loss of losses) notes.remark('loss', loss);
    for (const warning of warnings) notes.finding(warning);
    await terminal.write(textOfSecured(verifiableCredential));
    return 0;
  },
};

/** One credential as it is; several with a presentation around them, which nobody signs. */
export function textOfSecured(secured: Secured | Secured[]): string {
  if (typeof secured === 'string') return `${secured}\n`;
  if (!Array.isArray(secured)) return printable(secured);
  return printable({
    '@context': [VC2_CONTEXT],
    type: ['VerifiablePresentation'],
    verifiableCredential: secured,
  });
}

type WrapOptions = Omit<WrapInput, 'records' | 'source'>;

/** The options above, as they are handed on. */
export function wrapOptionsOf(args: Arguments): WrapOptions {
  const status = args.list('status');
  return {
    ...definedOf({
      profile: args.text('profile'),
      vcVersion: args.text('vc'),
      proof: args.text('proof'),
      issuer: args.text('issuer'),
      subject: args.text('subject'),
      validation: args.text('validation'),
      validUntil: args.text('valid-until'),
    }),
    ...clr2ChoicesOf(args),
    ...(args.flag('embed-source') ? { embedSource: true } : {}),
    ...(args.flag('badge-status') ? { badgeStatus: true } : {}),
    ...(status.length > 0 ? { status } : {}),
  } as WrapOptions;
}

function checkEvidence(args: Arguments): void {
  if (args.text('source-url') === undefined) return;
  if (args.flag('no-evidence'))
    throw new BridgeError('usage', '--source-url and --no-evidence exclude each other.');
  if (args.words.length > 1) throw new BridgeError('usage', '--source-url names the source of one file.');
}

function sourceOf(inputs: Input[], args: Arguments): WrapInput['source'] {
  const [input] = inputs;
  if (args.flag('no-evidence') || input === undefined || inputs.length > 1) return undefined;
  const url = args.text('source-url');
  return {
    digest: digestBytes(input.bytes),
    bytes: input.bytes.length,
    ...(url === undefined ? {} : { url }),
  };
}
