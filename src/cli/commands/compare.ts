import type { Comparison } from '../../workflows/compare-records.ts';
import type { Command, ExitCode } from '../command.ts';
import { printable } from '../notes.ts';
import { readInputs } from '../read-input.ts';

export const compareCommand: Command = {
  name: 'compare',
  usage: 'NATIVE VC',
  summary:
    'Verifies a native record and a credential, and says whether the record in the credential is that one.',
  details:
    'Exit code 0: the same record, and both accepted. 1: another record, or one of the two rejected. 3: the same record, but something could not be verified.',
  options: {},
  words: { min: 2, max: 2 },
  async run({ args, terminal, notes, open }) {
    const [native, credential] = await readInputs(args.words, terminal, notes);
    const { bridge } = await open({ creates: false });
    const comparison = await bridge.compare(native!.value, credential!.value);
    await terminal.write(printable(comparison));
    return exitCodeOf(comparison);
  },
};

function exitCodeOf({ same, native, credential }: Comparison): ExitCode {
  const verdicts = [native.verdict, credential.verdict];
  if (!same || verdicts.includes('rejected')) return 1;
  return verdicts.includes('inconclusive') ? 3 : 0;
}
