import { BridgeError } from '../../kernel/errors.ts';
import { isObject } from '../../kernel/json.ts';
import type { Command } from '../command.ts';
import { printable } from '../notes.ts';
import { readInputs } from '../read-input.ts';
import { definedOf } from './wrap.ts';

export const discloseCommand: Command = {
  name: 'disclose',
  usage: 'VC | - --keep POINTER|ID ... [--holder DID --challenge TEXT --domain TEXT]',
  summary:
    'Prints a part of a credential: what is left out cannot be read, and its issuer’s signature still verifies.',
  details:
    'For credentials wrapped with --proof sd-jwt, ecdsa-sd-2023 or bbs-2023. Learner, issuer, validity, status and type are always shown. With --holder the learner of an SD-JWT, whose key must be one of keys list, signs for exactly this part and for whoever asked.',
  options: {
    keep: {
      type: 'string',
      gathers: true,
      value: 'POINTER|ID',
      doc: 'What to show: JSON Pointers into the credential, or ids of assertions, badges or achievements.',
    },
    holder: {
      type: 'string',
      value: 'DID',
      doc: 'The learner: a DID of keys list, whose key the credential names.',
    },
    challenge: {
      type: 'string',
      value: 'TEXT',
      doc: 'What the verifier asked to be answered; needed with --holder.',
    },
    domain: { type: 'string', value: 'TEXT', doc: 'Who asked; needed with --holder.' },
  },
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes, open }) {
    const keep = args.list('keep');
    if (keep.length === 0)
      throw new BridgeError('usage', '--keep names what to show; give it at least once.');
    const [input] = await readInputs(args.words, terminal, notes);
    const { bridge } = await open({ creates: false });
    const { verifiableCredential, kept, omitted, binding } = await bridge.disclose({
      credential: input!.value,
      keep,
      ...definedOf({
        holder: args.text('holder'),
        challenge: args.text('challenge'),
        domain: args.text('domain'),
      }),
    });
    notes.notice(`Shown ${kept.length}, hidden ${omitted}: ${kept.join(', ')}`);
    if (binding === 'missing') {
      notes.notice(
        'The credential names its holder: verifiers will ask that the holder signs for this part (--holder).',
      );
    }
    await terminal.write(
      isObject(verifiableCredential) ? printable(verifiableCredential) : `${verifiableCredential}\n`,
    );
    return 0;
  },
};
