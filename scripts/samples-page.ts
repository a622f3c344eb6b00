/** docs/samples.md: the published samples, and what comes of them here and in the public validator. */
import { type Expected, SAMPLE_VERDICTS } from '../test/fixtures/sample-verdicts.ts';
import { NOW } from '../test/harness.ts';

const INTRODUCTION = `# The published samples

1EdTech publishes samples of CLR 2.0 and Open Badges 3.0 with its [public validator](https://github.com/1EdTech/digital-credentials-public-validator).
This is what the validator says of each, and what the bridge says, with the code and the place that decided. *Alone* is with no network,
on ${NOW.toISOString().slice(0, 10)}. *Issuer asked* is the same where every issuer with a web address publishes, at that address, the keys it signed with: the
issuers of the samples do not exist, so this is the difference that the network makes. The samples are not part of this repository; the
tests that hold this table skip where they are absent.

The bridge says *rejected* only of what is shown to be wrong, and never *accepted* where nobody but the file says whose key it is: a key
costs nothing, and a name in a file even less.`;

const LEGEND = `¹ By reading the validator’s code; none of its own tests has this file.`;

export function samplesPage(): string {
  const rows = SAMPLE_VERDICTS.map(({ file, validator, alone, answered, why }) => {
    const said = `${validator.verdict}${validator.derived ? '¹' : ''}`;
    return `| \`${file}\` | ${said} | ${cellOf(alone)} | ${cellOf(answered)} | ${why || 'They agree.'} |`;
  });
  return [
    INTRODUCTION,
    '',
    '| sample | validator | bridge, alone | bridge, issuer asked | why they differ |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    LEGEND,
    '',
  ].join('\n');
}

function cellOf([verdict, code, pointer = '']: Expected): string {
  if (code === undefined) return `**${verdict}**`;
  return `**${verdict}**: \`${code}\`${pointer === '' ? '' : ` at \`${pointer}\``}`;
}
