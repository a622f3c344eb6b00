import { LATER_PROFILES, LATER_PROOFS, PROFILES, PROOFS } from '../../kernel/contract.ts';
import { digestBytes } from '../../kernel/digest.ts';
import { BridgeError } from '../../kernel/errors.ts';
import type { WrapInput } from '../../workflows/wrap-record.ts';
import type { Arguments, Command } from '../command.ts';
import { ensureIssuer } from '../ensure-issuer.ts';
import { printable } from '../notes.ts';
import { type Input, readInputs } from '../read-input.ts';

export const wrapCommand: Command = {
  name: 'wrap',
  usage: 'FILE... | - [options]',
  summary: 'Wraps learner records (CLR 1.0, signed CLR, or arrays of them) as one Verifiable Credential.',
  details:
    'The record is carried unchanged and wholly under the signature. Deviations from CLR 1.0 are refused under the policy strict, and named on standard error under lenient. The credential says as evidence which bytes it was made of.',
  options: {
    profile: {
      type: 'string',
      choices: PROFILES,
      laterChoices: LATER_PROFILES,
      doc: 'verbatim (default): the record as one JSON literal. linked-data: as RDF, for pilots that read it so.',
    },
    vc: {
      type: 'string',
      choices: ['2.0', '1.1'],
      doc: 'Version of the VC data model. Default: 2.0; 1.1 under the profile linked-data.',
    },
    proof: {
      type: 'string',
      choices: PROOFS,
      laterChoices: LATER_PROOFS,
      doc: 'Default: eddsa-rdfc-2022 under VC 2.0, Ed25519Signature2020 under VC 1.1.',
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
    'source-url': { type: 'string', value: 'URL', doc: 'Where the record was read, said in the evidence.' },
    'no-evidence': { type: 'boolean', doc: 'Leaves out the digest of the bytes the credential was made of.' },
  },
  laterOptions: ['embed-source', 'fill', 'personal', 'speaks-for', 'no-carry'],
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
      ...optionsOf(args),
      ...(source === undefined ? {} : { source }),
    });
    for (const loss of losses) notes.remark('loss', loss);
    for (const warning of warnings) notes.finding(warning);
    await terminal.write(printable(verifiableCredential));
    return 0;
  },
};

type WrapOptions = Omit<WrapInput, 'records' | 'source'>;

/** The choices of the table above are the values of these types. */
function optionsOf(args: Arguments): WrapOptions {
  const given = {
    profile: args.text('profile'),
    vcVersion: args.text('vc'),
    proof: args.text('proof'),
    issuer: args.text('issuer'),
    subject: args.text('subject'),
    validation: args.text('validation'),
    validUntil: args.text('valid-until'),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as WrapOptions;
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
