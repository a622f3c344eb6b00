/**
 * Runs every attack of docs/what-a-signature-binds.md against the plain library and against the bridge, and writes the
 * table of that page: `npm run attacks`. Keys are made anew each time; nothing is fetched.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import type { JsonObject } from '../src/kernel/json.ts';
import { decisiveFinding, type Report } from '../src/kernel/report.ts';
import { importSigner } from '../src/library.ts';
import { createContextLoader } from '../src/proofs/contexts.ts';
import { verifyNodes } from '../src/workflows/verify-nodes.ts';
import { wrapRecord } from '../src/workflows/wrap-record.ts';
import { badge, clr, signOurs } from '../test/fixtures/signed-clr2.ts';
import { copy, createHarness, NOW } from '../test/harness.ts';
import { ATTACKS, type Attack, gradedRecord, type Transcript } from './attacks.ts';

const PAGE = new URL('../docs/what-a-signature-binds.md', import.meta.url);

/** What the verifiers say of one changed credential. */
type Outcome = { plain: boolean; report: Report };

/** Signed by others, and by the bridge: a record whose badges have no proof, have one, and one made by `wrapRecord`. */
export type Outcomes = { attack: Attack; theirs: Outcome[]; ours: Outcome[] };

type Party = { did: string; sign(document: JsonObject, digest: boolean): Promise<JsonObject> };

/** Runs all attacks: for each `theirs` and `ours`, first with badges that have no proof of their own where that makes sense. */
export async function runAttacks(): Promise<Outcomes[]> {
  const harness = await createHarness();
  const college = await createParty();
  const academy = await createParty();
  const stranger = await createParty();
  const all: Outcomes[] = [];
  for (const attack of ATTACKS) {
    const outcomes: Outcomes = { attack, theirs: [], ours: [] };
    for (const ours of [false, true]) {
      for (const signsBadges of attack.needsProofs ? [true] : [false, true]) {
        const badges = [aBadge(1, college.did, 'A'), aBadge(2, academy.did, 'C')];
        const second = attack.forged ? stranger : academy;
        const signed = signsBadges
          ? [await college.sign(badges[0]!, ours), await second.sign(badges[1]!, ours)]
          : badges;
        const record = clr(signed, college.did, attack.members ?? {});
        (record['issuer'] as JsonObject)['url'] = 'https://college.example.edu';
        const changed = copy(await college.sign(record, ours)) as Transcript;
        attack.change?.(changed);
        const { report } = await verifyNodes(harness, changed);
        outcomes[ours ? 'ours' : 'theirs'].push({ plain: await verifyPlainly(changed), report });
      }
    }
    if (!attack.forged) outcomes.ours.push(await attackWrapped(attack));
    all.push(outcomes);
  }
  return all;
}

/** The attack on a record that was CLR 1.0, wrapped as users wrap it. */
async function attackWrapped({ change, members = {} }: Attack): Promise<Outcome> {
  const harness = await createHarness();
  const { verifiableCredential } = await wrapRecord(harness, {
    records: [gradedRecord()],
    profile: 'clr2',
    issuerName: 'Example College',
    ...members,
  });
  const changed = copy(verifiableCredential as JsonObject) as Transcript;
  change?.(changed);
  const { report } = await verifyNodes(harness, changed);
  return { plain: await verifyPlainly(changed), report };
}

/** A badge whose profile stands in the record too, and whose result has levels in an order that means something. */
export function aBadge(n: number, issuer: string, grade: string): JsonObject {
  const credential = badge(n, issuer, grade);
  const profile = credential['issuer'] as JsonObject;
  if (n === 1) profile['url'] = 'https://college.example.edu';
  else profile['name'] = 'Example Academy';
  const { achievement } = credential['credentialSubject'] as {
    achievement: { resultDescription: JsonObject[] };
  };
  achievement.resultDescription[0]!['rubricCriterionLevel'] = ['Poor', 'Good'].map((name, level) => ({
    id: `urn:uuid:0000000${6 + level}-0000-4000-8000-${String(n).padStart(12, '0')}`,
    type: ['RubricCriterionLevel'],
    name,
  }));
  return credential;
}

/** Somebody with a key: `digest` signs as the bridge does, otherwise the plain library signs. */
async function createParty(): Promise<Party> {
  const harness = await createHarness();
  const pair = await Ed25519Multikey.generate();
  const did = `did:key:${pair.publicKeyMultibase}`;
  const signer = { ...pair.signer(), id: `${did}#${pair.publicKeyMultibase}` };
  const { secretKeyMultibase } = await pair.export({ publicKey: true, secretKey: true });
  const own = await importSigner(String(secretKeyMultibase));
  return {
    did,
    sign: (document, digest) =>
      digest
        ? signOurs(harness, document, own)
        : (vc.issue({
            credential: document,
            suite: new DataIntegrityProof({ signer, cryptosuite, date: NOW }),
            documentLoader,
          }) as Promise<JsonObject>),
  };
}

/** What a program does that calls the plain library and goes by its answer. */
async function verifyPlainly(credential: JsonObject): Promise<boolean> {
  const suite = new DataIntegrityProof({ cryptosuite });
  const { verified } = await vc.verifyCredential({ credential, suite, documentLoader, now: NOW });
  return verified;
}

const loadContext = createContextLoader();

async function documentLoader(url: string) {
  const [did = '', fragment] = url.split('#');
  if (!did.startsWith('did:key:')) return loadContext(url);
  const multibase = did.slice('did:key:'.length);
  const id = `${did}#${multibase}`;
  const context = 'https://w3id.org/security/multikey/v1';
  const key = { '@context': context, id, type: 'Multikey', controller: did, publicKeyMultibase: multibase };
  const document = {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: did,
    verificationMethod: [key],
    assertionMethod: [id],
  };
  return { contextUrl: null, documentUrl: url, document: fragment ? key : document };
}

const HEAD = `| what is changed after signing | plain library | others signed it, badges without proofs | others signed it, each badge too | the bridge signed it |
|---|---|---|---|---|
`;

/** The page with its table as the attacks went. */
export function pageWithTable(page: string, outcomes: Outcomes[]): string {
  const rows = outcomes.map(({ attack, theirs, ours }) => {
    const said = new Set([...theirs, ...ours].map(({ plain }) => `\`${plain}\``));
    const [bare, signed] = attack.needsProofs ? [undefined, theirs[0]] : theirs;
    const bridge = new Set(ours.map(cellOf));
    const cells = [
      attack.name,
      [...said].join(', '),
      cellOf(bare),
      cellOf(signed),
      [...bridge].join('; or '),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const start = page.indexOf(HEAD) + HEAD.length;
  const end = page.indexOf('\n\n', start);
  return `${page.slice(0, start)}${rows.join('\n')}${page.slice(end)}`;
}

/** The verdict, and what decided it; for a credential that is accepted, what the report says is not bound. */
function cellOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return '';
  const { verdict, unchecked } = outcome.report;
  const found = decisiveFinding(outcome.report);
  if (found !== undefined) {
    const at = found.pointer === '' ? 'the whole' : `\`${found.pointer}\``;
    return `**${verdict}**: \`${found.code}\` at ${at}`;
  }
  const open = new Set(unchecked.map(({ code }) => code).filter((code) => code !== 'trust-unconfigured'));
  const said = open.size === 0 ? '' : `, not bound: ${[...open].map((code) => `\`${code}\``).join(', ')}`;
  return `${verdict}${said}`;
}

if (process.argv[1]?.endsWith('what-a-signature-binds.ts')) {
  const page = pageWithTable(readFileSync(PAGE, 'utf8'), await runAttacks());
  writeFileSync(PAGE, page);
  const table = page.slice(page.indexOf(HEAD));
  console.log(table.slice(0, table.indexOf('\n\n')));
}
