/**
 * Wrap, verify and unwrap beside the plain libraries doing the nearest possible, in one process and one run.
 * Rounds alternate (A B A B); each number is the median over all rounds. Not a test: nothing fails here.
 */
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import dataIntegrityContext from '@digitalbazaar/data-integrity-context';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { measure } from 'mitata';
import { repairContext, toLinkedData } from '../src/credentials/linked-data.ts';
import { inlineContext } from '../src/credentials/vocabulary.ts';
import type { JsonObject } from '../src/kernel/json.ts';
import { createContextLoader } from '../src/proofs/contexts.ts';
import { unwrapRecords } from '../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../src/workflows/verify-nodes.ts';
import { wrapRecord } from '../src/workflows/wrap-record.ts';
import { recordOfSize } from '../test/fixtures/arbitrary-clr.ts';
import { createHarness } from '../test/harness.ts';
import { measureService } from './service-memory.ts';

const V2 = 'https://www.w3.org/ns/credentials/v2';
const CLR = 'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld';
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 2);
const CPU_MS = Number(process.env['BENCH_MS'] ?? 400);

type Row = { name: string; run: () => Promise<unknown>; times: number[] };

const harness = await createHarness({ now: () => new Date() });
const pair = await Ed25519Multikey.generate();
const did = `did:key:${pair.publicKeyMultibase}`;
const peerSigner = { ...pair.signer(), id: `${did}#${pair.publicKeyMultibase}` };
const held = createContextLoader();
const documents = new Map<string, object>([...credentialContexts, ...dataIntegrityContext.contexts]);

/** The peer's loader: contexts and its one key from memory, as its users write it. */
async function documentLoader(url: string) {
  if (!url.startsWith('did:'))
    return documents.has(url)
      ? { documentUrl: url, document: documents.get(url), contextUrl: null }
      : held(url);
  const key = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: peerSigner.id,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase: pair.publicKeyMultibase,
  };
  const document = {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: did,
    verificationMethod: [key],
    assertionMethod: [key.id],
  };
  return { documentUrl: url, document: url.includes('#') ? key : document, contextUrl: null };
}

const suite = () => new DataIntegrityProof({ signer: peerSigner, cryptosuite });
const issuePlain = (credential: object) =>
  vc.issue({ credential: structuredClone(credential), suite: suite(), documentLoader });
const verifyPlain = (credential: object) =>
  vc.verifyCredential({ credential, suite: new DataIntegrityProof({ cryptosuite }), documentLoader });

function plainCredential(record: JsonObject, profile: 'verbatim' | 'linked-data'): object {
  const clr =
    profile === 'verbatim'
      ? inlineContext(['clr'])
      : { clr: { '@id': 'https://example.org/clr', '@context': [CLR, repairContext([record])] } };
  return {
    '@context': [V2, clr],
    type: ['VerifiableCredential'],
    issuer: did,
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { clr: profile === 'verbatim' ? record : toLinkedData(record, '') },
  };
}

async function rowsFor(
  kilobytes: number,
  profile: 'verbatim' | 'linked-data',
): Promise<[string, Row, Row | undefined][]> {
  const record = recordOfSize(kilobytes * 1024);
  const wrap = () => wrapRecord(harness, { records: [record], profile, vcVersion: '2.0' });
  const { verifiableCredential } = await wrap();
  const plain = plainCredential(record, profile);
  const issued = await issuePlain(plain);
  const row = (name: string, run: () => Promise<unknown>): Row => ({ name, run, times: [] });
  const label = `${kilobytes} KB ${profile}`;
  return [
    [`wrap ${label}`, row('ours', wrap), row('plain', () => issuePlain(plain))],
    [
      `verify ${label}`,
      row('ours', () => verifyNodes(harness, verifiableCredential)),
      row('plain', () => verifyPlain(issued)),
    ],
    [`unwrap ${label}`, row('ours', () => unwrapRecords(harness, verifiableCredential)), undefined],
  ];
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const ms = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(2);

console.log(`node ${process.version}, ${ROUNDS} rounds, ${CPU_MS} ms each\n`);
console.log('| | ours, ms | plain @digitalbazaar/vc, ms | ratio |\n|---|---:|---:|---:|');
for (const profile of ['verbatim', 'linked-data'] as const) {
  for (const kilobytes of [3, 64, 512]) {
    for (const [label, ours, plain] of await rowsFor(kilobytes, profile)) {
      harness.saved.length = 0;
      for (let round = 0; round < ROUNDS; round++) {
        for (const side of plain ? [ours, plain] : [ours]) {
          const { p50 } = await measure(side.run, {
            min_cpu_time: CPU_MS * 1e6,
            min_samples: 3,
            warmup_samples: 2,
          });
          side.times.push(p50);
          harness.saved.length = 0;
        }
      }
      const mine = median(ours.times);
      const theirs = plain ? median(plain.times) : undefined;
      console.log(
        `| ${label} | ${ms(mine)} | ${theirs === undefined ? '' : ms(theirs)} | ${theirs === undefined ? '' : (theirs / mine).toFixed(2)} |`,
      );
    }
  }
}

console.log(
  '\nThe peer checks the outer signature only; ours also checks the signed digest, the shape and rules of the',
);
console.log(
  'record, and every part of it. The peer resolves its key from memory, ours through the DID resolver.\n',
);
await measureService();
