import { BridgeError } from '../../kernel/errors.ts';
import type { Command } from '../command.ts';
import { printable } from '../notes.ts';
import { readInputs } from '../read-input.ts';

const PROOFS = { 'own-signature': 'own signature', hosted: 'hosted', none: 'no proof of its own' } as const;

export const curateCommand: Command = {
  name: 'curate',
  usage: 'FILE | - --keep POINTER|ID ... [--curator DID]',
  summary: 'Prints a selection of a record: what is kept stays as it is, with the proofs that remain.',
  details:
    'From CLR 1.0 a record; from a ClrCredential a presentation of the chosen credentials, without the record around them.',
  options: {
    keep: {
      type: 'string',
      gathers: true,
      value: 'POINTER|ID',
      doc: 'What to keep: JSON Pointers of assertions or nested credentials, or ids of them or of achievements.',
    },
    curator: { type: 'string', value: 'DID', doc: 'Who selects; only this issuer may wrap the selection.' },
  },
  words: { min: 1, max: 1 },
  async run({ args, terminal, notes, open }) {
    const keep = args.list('keep');
    if (keep.length === 0)
      throw new BridgeError('usage', '--keep names what to keep; give it at least once.');
    const [input] = await readInputs(args.words, terminal, notes);
    const { bridge } = await open({ creates: false });
    const curator = args.text('curator');
    const curated = bridge.curate({
      record: input!.value,
      keep,
      ...(curator === undefined ? {} : { curator }),
    });
    const { provenance, warnings } = curated;
    const proofs = provenance.kept.map(({ pointer, proof }) => `${pointer} (${PROOFS[proof]})`);
    notes.notice(`Kept ${provenance.kept.length}, left out ${provenance.omitted}: ${proofs.join(', ')}`);
    for (const change of provenance.changes) notes.notice(`Changed: ${change}`);
    for (const warning of warnings) notes.finding(warning);
    await terminal.write(printable('clr' in curated ? curated.clr : curated.verifiablePresentation));
    return 0;
  },
};
