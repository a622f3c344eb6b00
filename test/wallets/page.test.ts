/**
 * docs/wallets.md: what each wallet's own verifier says of our credentials, and every way into a wallet and out again,
 * found out here (`-u` writes it).
 */
import { afterAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner, split, wrap } from '../../src/library.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { hasReference, readReference } from '../reference.ts';
import { createDigitalBazaar } from './digital-bazaar.ts';
import { createLcw } from './lcw.ts';
import { createLearnCard } from './learncard.ts';
import { createOid4vcTs } from './oid4vc-ts.ts';
import { claimBy, compareBack, LESS, presentBy } from './round-trip.ts';
import { startBridge } from './start-bridge.ts';
import { unscaledRecord } from './unscaled-record.ts';
import type { Format, Held, Protocol, Wallet } from './wallet.ts';

const sample = sampleRecord();
const unscaled = unscaledRecord();

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

const service = await startBridge();
afterAll(service.close);

const lcw = await createLcw();
const learnCard = await createLearnCard();
const digitalBazaar = await createDigitalBazaar();
const wallets = [lcw, learnCard, digitalBazaar, await createOid4vcTs()];

/** Each way into a wallet, with each format that it takes by it. */
const WAYS = wallets.flatMap((wallet) =>
  wallet.claims.flatMap(({ protocol, formats, unbound = false }) =>
    formats.map((format) => ({ name: wallet.name, protocol, format, wallet, unbound })),
  ),
);

/** The small record and the transcript, each as a ClrCredential alone, and with the CLR 1.0 in it. */
const RECORDS = [
  { of: 'sample', given: () => ({ clr: unscaled }) },
  { of: 'sample', given: () => ({ clr: unscaled, embedSource: true }) },
  { of: 'pilot', given: () => ({ clr: pilot() }) },
  { of: 'pilot', given: () => ({ clr: pilot(), embedSource: true }) },
].filter(({ of }) => of === 'sample' || hasReference);

/** Out by the protocol that belongs to the one it came in by. */
const SHOWN_BY: Record<string, Protocol> = { 'legacy-link': 'vc-api', 'vc-api': 'vc-api', oid4vci: 'oid4vp' };

type Way = { wallet: Wallet; protocol: Protocol; format: Format; unbound: boolean };
type Outcome = Way & { judged: string; shownBy: Protocol; shown: string[] };
const outcomes: Outcome[] = [];

/** Into the wallet, looked at by its own verifier, and out again. */
async function goAround(way: Way): Promise<Outcome> {
  const { wallet, protocol, format, unbound } = way;
  const shownBy = SHOWN_BY[protocol] as Protocol;
  const judged = new Set<string>();
  const shown: string[] = [];
  for (const { given } of RECORDS) {
    const { clr, ...options } = given();
    const offered = { clr, ...options, ...(unbound && { didAuth: false }) };
    const held = await claimBy(service, wallet, { protocol, format }, offered);
    judged.add(held.length === 1 ? await judgedBy(wallet, held[0] as Held) : `took ${held.length}`);
    const asked = unbound ? { binding: 'none' } : {};
    const answered = await presentBy(service, wallet, shownBy, held, asked);
    shown.push(compareBack(clr, answered, unbound ? undefined : wallet));
  }
  return { ...way, judged: [...judged].join(', '), shownBy, shown };
}

async function judgedBy(wallet: Wallet, held: Held): Promise<string> {
  if (wallet.judges?.(held) === false) return 'has no verifier for it';
  return (await wallet.verify(held)).verified ? 'verified' : 'refused';
}

describe('a record goes into a wallet, and comes out as it was', () => {
  test.each(WAYS)('$name by $protocol, $format', async (way) => {
    const outcome = await goAround(way);
    outcomes.push(outcome);
    expect(outcome.judged).toMatch(/^(verified|has no verifier for it)$/);
    expect(outcome.shown).toEqual(RECORDS.map((_, i) => (i % 2 === 0 ? LESS : 'same')));
  });
});

const roundTrips = () =>
  outcomes.map(({ wallet, protocol, unbound, format, judged, shownBy, shown }) => [
    wallet.name,
    `${protocol}${unbound ? ', without a proof of its DID' : ''}`,
    `\`${format}\``,
    judged,
    shownBy,
    ...shown,
  ]);

test.skipIf(!hasReference)('docs/wallets.md is what comes out', async () => {
  const judges = [lcw, learnCard, digitalBazaar];
  const verdicts: string[][] = [];
  for (const [kind, issue] of KINDS) {
    for (const proof of ['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const) {
      const credentials = await issue(proof);
      const cells = [];
      for (const wallet of judges) cells.push(await judge(wallet, credentials));
      verdicts.push([kind, `\`${proof}\``, ...cells]);
    }
  }
  const head = judges.map(({ name }) => name);
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
    '## From a CLR into a wallet, and back',
    '',
    'Each wallet claims the record from an offer of the service, its own verifier looks at it, and it presents the record to a',
    'request of the service, which gives back the CLR 1.0. *same*: equal, member by member. *same, learner as id*: equal but',
    'for what a ClrCredential does not say: of the learner it has an id (the DID that the wallet proved) and no other personal data,',
    'empty members are left out, and how the CLR itself was signed is not repeated.',
    '',
    ...tableOf(
      [
        'wallet',
        'claims by',
        'format',
        'its verifier',
        'presents by',
        'small CLR',
        'with `embedSource`',
        'pilot transcript, 66 assertions',
        'with `embedSource`',
      ],
      roundTrips(),
    ),
    '',
    'Beyond that (`test/wallets/exchange.test.ts`, `present.test.ts`): ten different records in one claim by OpenID4VCI (oid4vc-ts,',
    'LearnCard, Digital Bazaar); a transaction code, right and wrong (LearnCard, oid4vc-ts); requests that are signed, and answers',
    'that are encrypted (LearnCard, oid4vc-ts); interaction links (Learner Credential Wallet, LearnCard, Digital Bazaar).',
    '',
    '## Known limits',
    '',
    '- **LearnCard** errs where a CLR has two equal ordered lists, such as the same grading scale (`allowedValue`) in two courses:',
    '  its library for linked data (DIDKit) then finds other statements than everybody else, mostly, and refuses the signature; a',
    '  presentation that it signs over such a credential does not hold either. Achievements one by one are not affected, nor is the',
    '  record as a JWT, which an offer names beside: it takes and shows JWTs; its verifier judges none.',
    '- **LearnCard** takes everything that an offer names, and keeps no SD-JWT: offers name those only behind a link of their own.',
    '- **LearnCard** reads `validFrom` and `validUntil` only with a fraction of 0, 3, 6 or 9 digits; `clr2` writes them so.',
    '- **LearnCard** counts the bits of each octet of a status list from the right, the specification from the left: of a revoked',
    '  credential it sees nothing. It takes none of ours for another: of two places that mirror each other one is given out.',
    '- **Learner Credential Wallet** (2.2.10) keeps no credential that is issued after it has said who it is in a VC-API exchange;',
    '  bound to its holder it takes credentials by its older link alone. It takes no JWT, and shows as title the name of the',
    '  first achievement of a CLR.',
    '- **Digital Bazaar** knows no transaction code, takes linked data only, and answers OpenID4VP requests that come with a',
    '  presentation definition, not those with a DCQL query.',
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../docs/wallets.md');
});
