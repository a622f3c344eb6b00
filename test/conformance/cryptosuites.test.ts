/** The EdDSA and ECDSA cryptosuites of Data Integrity over HTTP, one issuer for each suite and curve. */
import { createHash, createPublicKey, type JsonWebKey, verify as verifySignature } from 'node:crypto';
import jsonld from 'jsonld';
import { base58btc } from 'multiformats/bases/base58';
import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import type { ProofName } from '../../src/proofs/suites.ts';
import { jwkOfMultibase } from '../../src/trust/multikey.ts';
import { alumni, loadDocument as loadAlumni, signerOf } from '../fixtures/alumni.ts';
import { proofOfVector, VECTOR_TIME, VECTORS } from '../fixtures/suite-vectors.ts';
import { DI_ECDSA, DI_EDDSA } from './cryptosuite-statements.ts';
import { type Members, useService } from './service.ts';
import type { Met, Specification, Statement } from './statements.ts';

const BASE = 'https://www.w3.org/ns/credentials/v2';
const EXAMPLES = 'https://www.w3.org/ns/credentials/examples/v2';

const service = useService({ '@context': [BASE, EXAMPLES] });
const { credential, verify } = service;
const loadDocument = createContextLoader();

type Case = { proof: ProofName; keyType: 'Ed25519' | 'P-256' | 'P-384' };
const EDDSA: Case[] = [
  { proof: 'eddsa-rdfc-2022', keyType: 'Ed25519' },
  { proof: 'eddsa-jcs-2022', keyType: 'Ed25519' },
];
const ECDSA: Case[] = [
  { proof: 'ecdsa-rdfc-2019', keyType: 'P-256' },
  { proof: 'ecdsa-rdfc-2019', keyType: 'P-384' },
  { proof: 'ecdsa-jcs-2019', keyType: 'P-256' },
  { proof: 'ecdsa-jcs-2019', keyType: 'P-384' },
];
const nameOf = ({ proof, keyType }: Case) => `${proof}-${keyType}`;

/** What the instance of each suite and curve issued. */
const made = new Map<string, JsonObject>();
beforeAll(async () => {
  for (const one of [...EDDSA, ...ECDSA]) {
    const name = nameOf(one);
    const { did } = await service.keys().create({ name, ...one });
    const path = `/issuers/${name}/credentials/issue`;
    const { status, body } = await service.client().post(path, { credential: credential({ issuer: did }) });
    expect(status).toBe(201);
    made.set(name, body.verifiableCredential);
  }
});

const madeBy = (one: Case) => made.get(nameOf(one))!;
const proofOf = (document: JsonObject) => document['proof'] as JsonObject;
const keyOf = (document: JsonObject) => String(proofOf(document)['verificationMethod']).split('#')[1] ?? '';
const bytesOf = (document: JsonObject) => base58btc.decode(String(proofOf(document)['proofValue']));

async function codesWith(one: Case, members: Members): Promise<string[]> {
  const document = madeBy(one);
  const proof = JSON.parse(JSON.stringify({ ...proofOf(document), ...members })) as JsonObject;
  const { verified, codes } = await verify({ ...document, proof });
  expect(verified).toBe(false);
  return codes;
}

/** Multikeys that stand in the place of the issuer's: with another prefix, and in another base. */
async function checkMultikeys(cases: Case[], prefix: RegExp): Promise<void> {
  for (const one of cases) {
    const document = madeBy(one);
    const key = keyOf(document);
    expect(key).toMatch(prefix);
    expect((await verify(document)).verified).toBe(true);
    const bytes = base58btc.decode(key);
    const others = [
      `u${Buffer.from(bytes).toString('base64url')}`,
      `m${Buffer.from(bytes).toString('base64')}`,
      base58btc.encode(Uint8Array.from([0xec, 0x01, ...bytes.subarray(2)])),
      base58btc.encode(bytes.subarray(2)),
      base58btc.encode(bytes.subarray(0, -1)),
    ];
    for (const other of others)
      expect(await codesWith(one, { verificationMethod: `did:key:${other}#${other}` })).toContain(
        'key-unresolved',
      );
  }
}

async function checkNames(cases: Case[]): Promise<void> {
  for (const one of cases) {
    expect(proofOf(madeBy(one))).toMatchObject({ type: 'DataIntegrityProof', cryptosuite: one.proof });
    for (const members of [
      { type: one.proof, cryptosuite: undefined },
      { type: 'Proof' },
      { cryptosuite: 'other-2022' },
      { cryptosuite: undefined },
    ])
      expect(await codesWith(one, members)).toEqual(['proof-unsupported']);
  }
}

async function checkValue(cases: Case[]): Promise<void> {
  for (const one of cases) {
    const bytes = bytesOf(madeBy(one));
    expect(bytes.length).toBe(one.keyType === 'P-384' ? 96 : 64);
    for (const other of [bytes.subarray(1), Uint8Array.from([...bytes, 0])])
      expect(await codesWith(one, { proofValue: base58btc.encode(other) })).toEqual(['proof-invalid']);
    const base64 = `u${Buffer.from(bytes).toString('base64url')}`;
    expect(await codesWith(one, { proofValue: base64 })).toEqual(['proof-malformed']);
  }
}

async function checkVectors(family: string): Promise<void> {
  const vectors = VECTORS.filter(({ suite }) => suite.startsWith(family));
  expect(vectors.length).toBeGreaterThan(2);
  for (const vector of vectors) {
    const { suite, keyType, pair, document = alumni } = vector;
    const signer = signerOf(pair, keyType);
    const now = new Date(VECTOR_TIME);
    const signed = await signDocument(document, { proof: suite, signer, now, loadDocument: loadAlumni });
    expect(signed['proof']).toEqual(proofOfVector(vector));
  }
}

async function checkOtherSuites(cases: Case[]): Promise<void> {
  for (const one of cases) {
    const contexts = madeBy(one)['@context']!;
    for (const other of cases.filter(({ proof }) => proof !== one.proof)) {
      const members = {
        cryptosuite: other.proof,
        '@context': other.proof.includes('-jcs-') ? contexts : undefined,
      };
      expect(await codesWith(one, members)).toEqual(['proof-invalid']);
    }
  }
}

async function checkCreated(cases: Case[]): Promise<void> {
  for (const one of cases)
    for (const created of ['yesterday', '2023-02-30T00:00:00Z', 1677281798])
      expect(await codesWith(one, { created })).toEqual(['proof-malformed']);
}

/** A proof that brings contexts of its own: they are not those it was signed with, and one of another meaning is told. */
async function checkRdfContexts(cases: Case[]): Promise<void> {
  const twisted = [BASE, { proofPurpose: 'https://other.example/#purpose' }];
  for (const one of cases.filter(({ proof }) => proof.includes('-rdfc-'))) {
    const document = madeBy(one);
    const proof = proofOf(document);
    expect(proof).not.toHaveProperty('@context');
    expect((await verify({ ...document, proof: { ...proof, '@context': [BASE] } })).verified).toBe(true);
    expect(await codesWith(one, { '@context': twisted })).toEqual(['term-loose']);
  }
}

async function checkJcsContexts(cases: Case[]): Promise<void> {
  for (const one of cases.filter(({ proof }) => proof.includes('-jcs-'))) {
    const document = madeBy(one);
    expect(proofOf(document)['@context']).toEqual(document['@context']);
    for (const contexts of [[BASE], [BASE, 'https://w3id.org/security/data-integrity/v2', EXAMPLES]]) {
      const changed = { ...document, '@context': contexts };
      expect((await verify(changed)).verified).toBe(false);
    }
    expect(await codesWith(one, { '@context': [BASE] })).toEqual(['proof-invalid']);
    expect(await codesWith(one, { '@context': undefined })).toEqual(['proof-invalid']);
  }
}

/** The hash, put together here from what the specification says, with nothing of the suites. */
async function holdsWith(document: JsonObject, algorithm: 'sha256' | 'sha384'): Promise<boolean> {
  const { proof, ...bare } = document;
  const { proofValue: _value, ...options } = proof as JsonObject;
  const hash = async (input: object) => {
    const statements = await jsonld.canonize(input, {
      algorithm: 'RDFC-1.0',
      format: 'application/n-quads',
      documentLoader: loadDocument,
      messageDigestAlgorithm: algorithm,
      safe: true,
    } as object);
    return createHash(algorithm).update(statements).digest();
  };
  const data = Buffer.concat([await hash({ ...options, '@context': bare['@context'] }), await hash(bare)]);
  const key = createPublicKey({ key: jwkOfMultibase(keyOf(document)) as JsonWebKey, format: 'jwk' });
  return verifySignature(algorithm, data, { key, dsaEncoding: 'ieee-p1363' }, bytesOf(document));
}

const EDDSA_CASES: Record<Met<typeof DI_EDDSA>, () => Promise<void>> = {
  'eddsa-multikey': () => checkMultikeys(EDDSA, /^z6Mk/),
  'eddsa-names': () => checkNames(EDDSA),
  'eddsa-value': () => checkValue(EDDSA),
  'eddsa-vectors': () => checkVectors('eddsa-'),
  'eddsa-other-suite': () => checkOtherSuites(EDDSA),
  'eddsa-created': () => checkCreated(EDDSA),
  'eddsa-contexts': () => checkRdfContexts(EDDSA),
  'eddsa-jcs-contexts': () => checkJcsContexts(EDDSA),
  'eddsa-nonconforming': async () => {
    for (const one of EDDSA) {
      expect((await verify({ ...madeBy(one), issuer: 5 })).verified).toBe(false);
      expect(await codesWith(one, { signature: 'abc' })).not.toEqual([]);
    }
  },
};

const ECDSA_CASES: Record<Met<typeof DI_ECDSA>, () => Promise<void>> = {
  'ecdsa-multikey': () => checkMultikeys(ECDSA, /^z(Dn|82)/),
  'ecdsa-names': () => checkNames(ECDSA),
  'ecdsa-value': async () => {
    await checkValue(ECDSA);
    for (const one of ECDSA) {
      const bytes = bytesOf(madeBy(one));
      const part = (half: Uint8Array) => {
        const padded = half[0]! > 127 ? [0, ...half] : [...half];
        return [2, padded.length, ...padded];
      };
      const half = bytes.length / 2;
      const inner = [...part(bytes.subarray(0, half)), ...part(bytes.subarray(half))];
      const der = Uint8Array.from([0x30, inner.length, ...inner]);
      expect(await codesWith(one, { proofValue: base58btc.encode(der) })).toEqual(['proof-invalid']);
    }
  },
  'ecdsa-hash': async () => {
    for (const one of ECDSA.filter(({ proof }) => proof === 'ecdsa-rdfc-2019')) {
      const large = one.keyType === 'P-384';
      expect(await holdsWith(madeBy(one), large ? 'sha384' : 'sha256')).toBe(true);
      expect(await holdsWith(madeBy(one), large ? 'sha256' : 'sha384')).toBe(false);
    }
  },
  'ecdsa-vectors': () => checkVectors('ecdsa-'),
  'ecdsa-other-suite': () => checkOtherSuites(ECDSA),
  'ecdsa-created': () => checkCreated(ECDSA),
  'ecdsa-contexts': () => checkRdfContexts(ECDSA),
  'ecdsa-jcs-contexts': () => checkJcsContexts(ECDSA),
  'ecdsa-key-fits': async () => {
    const signer = await createSigner('Ed25519');
    const document = credential({ issuer: signer.controller });
    const options = { proof: 'ecdsa-rdfc-2019', signer, now: new Date(), loadDocument } as const;
    await expect(signDocument(document, options)).rejects.toMatchObject({ code: 'proof-unfit' });
    for (const one of ECDSA)
      expect(await codesWith(one, { verificationMethod: signer.id })).toContain('key-type');
  },
};

describe.each<[Specification, Record<string, () => Promise<void>>]>([
  [DI_EDDSA, EDDSA_CASES],
  [DI_ECDSA, ECDSA_CASES],
])('$title', ({ statements }, cases) => {
  const met = Object.entries(statements).filter(([, { unmet }]: [string, Statement]) => unmet === undefined);
  test.each(met)('%s', async (name) => {
    await cases[name]!();
  });
});

test('ecdsa-deterministic: not met', async () => {
  const signer = await createSigner('P-256');
  const options = { proof: 'ecdsa-rdfc-2019', signer, now: new Date(0), loadDocument } as const;
  const sign = async () => proofOf(await signDocument(credential({ issuer: signer.controller }), options));
  expect((await sign())['proofValue']).not.toBe((await sign())['proofValue']);
});
