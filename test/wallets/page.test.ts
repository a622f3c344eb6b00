/** docs/wallets.md: what each wallet's own verifier says of our credentials, found out here (`-u` writes it). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner, split, wrap } from '../../src/library.ts';
import { hasReference, readReference } from '../reference.ts';
import { createDigitalBazaar } from './digital-bazaar.ts';
import { createLcw } from './lcw.ts';
import { createLearnCard } from './learncard.ts';
import { createOid4vcTs } from './oid4vc-ts.ts';
import type { Held, Wallet } from './wallet.ts';

const sampleText = readFileSync(new URL('../../samples/sample-clr.json', import.meta.url), 'utf8');
const sample = JSON.parse(sampleText) as JsonObject;
const unscaled = JSON.parse(sampleText, (name, value: unknown) =>
  name === 'allowedValues' ? undefined : value,
) as JsonObject;

const signer = await createSigner();
const options = { signer, validation: 'lenient' } as const;
type Proof = 'eddsa-rdfc-2022' | 'Ed25519Signature2020';

const clr = (record: JsonObject) => async (proof: Proof) =>
  [(await wrap(record, { ...options, profile: 'clr2', proof })).verifiableCredential] as Held[];
const verbatim = async (proof: Proof) =>
  [(await wrap(sample, { ...options, profile: 'verbatim', proof })).verifiableCredential] as Held[];
const badges = async (proof: Proof) =>
  (await split(sample, { ...options, proof })).verifiableCredentials as Held[];

const KINDS: [string, (proof: Proof) => Promise<Held[]>][] = [
  ['CLR 2.0 (`clr2`), the sample without its scales', clr(unscaled)],
  ['CLR 2.0 (`clr2`), a pilot transcript of 66 assertions', (proof) => clr(pilot())(proof)],
  ['CLR 1.0 as it is (`verbatim`), the sample', verbatim],
  ['each achievement alone (`split`), the sample', badges],
];

const pilot = () => JSON.parse(readReference('samples/clr-v1/pilot-transcript.json')) as JsonObject;

const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
const tableOf = (head: string[], rows: string[][]) => [
  row(head),
  `|${'---|'.repeat(head.length)}`,
  ...rows.map(row),
];

async function judge(wallet: Wallet, credentials: Held[]): Promise<string> {
  for (const credential of credentials) if (!(await wallet.verify(credential)).verified) return 'refused';
  return 'verified';
}

/** What a wallet takes or shows, by protocol. */
const spoken = (ways: { protocol: string; formats: string[]; txCode?: boolean }[]) =>
  ways
    .map(
      ({ protocol, formats, txCode }) =>
        `${protocol} (${formats.join(', ')}${txCode ? '; transaction code' : ''})`,
    )
    .join('<br>');

test.skipIf(!hasReference)('docs/wallets.md is what comes out', async () => {
  const wallets = [await createLcw(), await createLearnCard(), await createDigitalBazaar()];
  const verdicts: string[][] = [];
  for (const [kind, issue] of KINDS) {
    for (const proof of ['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const) {
      const credentials = await issue(proof);
      const cells = [];
      for (const wallet of wallets) cells.push(await judge(wallet, credentials));
      verdicts.push([kind, `\`${proof}\``, ...cells]);
    }
  }
  const head = wallets.map(({ name }) => name);
  const page = [
    '# Wallets',
    '',
    'The libraries of four wallets, installed beside the product and run without a network: `npm run test:wallets`. What an app',
    'does around its libraries is written after its source. This page comes out of `test/wallets/page.test.ts`.',
    '',
    '## What their verifiers say of our credentials',
    '',
    ...tableOf(['credential', 'proof', ...head], verdicts),
    '',
    '## What they speak',
    '',
    'Requests of OpenID4VP come from the service itself (`test/wallets/present.test.ts`); for the rest the wallets were driven',
    'against a stand-in of it (`test/wallets/exchange.test.ts`).',
    '',
    ...tableOf(
      ['wallet', 'takes credentials by', 'shows them by'],
      [...wallets, await createOid4vcTs()].map(({ name, claims, presents }) => [
        name,
        spoken(claims),
        spoken(presents),
      ]),
    ),
    '',
    '## Known limits',
    '',
    '- **LearnCard** errs where a CLR has two equal ordered lists, such as the same grading scale (`allowedValue`) in two courses:',
    '  its library for linked data (DIDKit) then finds other statements than everybody else, mostly, and refuses the signature; a',
    '  presentation that it signs over such a credential does not hold either. Achievements one by one are not affected. JWTs it',
    '  takes and shows; its verifier judges none.',
    '- **LearnCard** reads `validFrom` and `validUntil` only with a fraction of 0, 3, 6 or 9 digits; `clr2` writes them so.',
    '- **LearnCard** counts the bits of each octet of a status list from the right, the specification from the left: of a revoked',
    '  credential it sees nothing, and it takes as revoked one whose index is the mirror image in its octet (10 and 13).',
    '- **Learner Credential Wallet** (2.2.10) keeps no credential that is issued after it has said who it is in a VC-API exchange;',
    '  bound to its holder it takes credentials by its older link alone. It takes no JWT, and shows as title the name of the',
    '  first achievement of a CLR.',
    '- **Digital Bazaar** knows no transaction code, takes linked data only, and answers OpenID4VP requests that come with a',
    '  presentation definition, not those with a DCQL query.',
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../docs/wallets.md');
});
