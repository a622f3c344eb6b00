/**
 * Inputs that are made to stop a service, one after the other: `npm run build && npx tsx bench/poison.ts`. Each line
 * says how long the answer took, how long /health took at worst meanwhile, and what was answered.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '../test/service/start-service.ts';

const V2 = 'https://www.w3.org/ns/credentials/v2';
const OPEN = [V2, { '@vocab': 'urn:x:' }];
const KEY = 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK';
const PROOF = {
  type: 'DataIntegrityProof',
  cryptosuite: 'eddsa-rdfc-2022',
  created: '2026-01-01T00:00:00Z',
  proofPurpose: 'assertionMethod',
  verificationMethod: `did:key:${KEY}#${KEY}`,
  proofValue: `z${'2'.repeat(88)}`,
};

const credential = (more: object, context: unknown = OPEN) => ({
  '@context': context,
  type: ['VerifiableCredential'],
  issuer: `did:key:${KEY}`,
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:learner' },
  proof: PROOF,
  ...more,
});
const many = <T>(count: number, one: (n: number) => T) => Array.from({ length: count }, (_, n) => one(n));
const keys = (count: number) => Object.fromEntries(many(count, (n) => [`k${n}`, 1]));
const clique = (count: number) =>
  credential({
    credentialSubject: many(count, (n) => ({
      id: `_:n${n}`,
      knows: many(count, (m) => ({ id: `_:n${m}` })),
    })),
  });
const nest = (count: number, open: string, close: string) => `${open.repeat(count)}1${close.repeat(count)}`;
const verify = (document: object | string) =>
  `{"verifiableCredential":${typeof document === 'string' ? document : JSON.stringify(document)}}`;

const INPUTS: [name: string, path: string, body: () => string][] = [
  ...[10, 30, 100].map((count): (typeof INPUTS)[number] => [
    `clique of ${count} blank nodes`,
    '/clr/verify',
    () => verify(clique(count)),
  ]),
  ['100,000 nested arrays', '/clr/verify', () => verify(nest(1e5, '[', ']'))],
  ['100,000 nested objects', '/clr/verify', () => verify(nest(1e5, '{"a":', '}'))],
  ['1,000,000 members', '/clr/wrap', () => `{"clr":${JSON.stringify(keys(1e6))}}`],
  ['600,000 members of a subject', '/clr/verify', () => verify(credential({ credentialSubject: keys(6e5) }))],
  ['19,000 members of a subject', '/clr/verify', () => verify(credential({ credentialSubject: keys(19e3) }))],
  ['1,000,000 items', '/clr/verify', () => verify(credential({ a: many(1e6, (n) => n) }))],
  ['19,000 items', '/clr/verify', () => verify(credential({ a: many(19e3, (n) => n) }))],
  [
    'contexts in contexts',
    '/clr/verify',
    () => verify(credential({}, [V2, JSON.parse(nest(90, '{"@context":', '}'))])),
  ],
  ['a context of 100,000 terms', '/clr/verify', () => verify(credential({}, [V2, keys(1e5)]))],
  [
    'one context 100,000 times',
    '/clr/verify',
    () =>
      verify(
        credential(
          {},
          many(1e5, () => V2),
        ),
      ),
  ],
  [
    'one context 19,000 times',
    '/clr/verify',
    () =>
      verify(
        credential(
          {},
          many(19e3, () => V2),
        ),
      ),
  ],
  [
    'one node 19,000 times',
    '/clr/verify',
    () => verify(credential({ a: many(19e3, (n) => ({ id: 'urn:x:1', n })) })),
  ],
  ['10,000 proofs', '/clr/verify', () => verify(credential({ proof: many(1e4, () => PROOF) }))],
  ['a number of 1,000,000 digits', '/clr/verify', () => verify(`{"a":${'1'.repeat(1e6)}}`)],
  [
    'a date of 1,000,000 digits',
    '/clr/verify',
    () => verify(credential({ validFrom: `${'2'.repeat(1e6)}!` })),
  ],
  [
    'an SD-JWT of 100,000 disclosures',
    '/clr/verify',
    () => verify(`"eyJhbGciOiJFZERTQSJ9.e30.AA${'~WyJhIiwiYiIsMV0'.repeat(1e5)}~"`),
  ],
];

const data = mkdtempSync(join(tmpdir(), 'clr-bridge-poison-'));
const { child, url } = await startService({ CLR_BRIDGE_DATA: data });
let worst = 0;
let running = true;
const watching = (async () => {
  while (running) {
    const begun = performance.now();
    await fetch(`${url}/health`).then((answer) => answer.text());
    worst = Math.max(worst, performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
})();
for (const [name, path, body] of INPUTS) {
  const text = body();
  worst = 0;
  const begun = performance.now();
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: text,
  });
  const { code, pointer, report } = (await answer.json()) as {
    code?: string;
    pointer?: string;
    report?: { verdict: string };
  };
  const said = code === undefined ? report?.verdict : `${code} ${pointer}`;
  const took = Math.round(performance.now() - begun);
  console.log(
    `${name} | ${text.length} B | ${took} ms | health ${Math.round(worst)} ms | ${answer.status} ${said}`,
  );
}
running = false;
await watching;
child.once('close', () => rmSync(data, { recursive: true, force: true }));
child.kill('SIGTERM');
