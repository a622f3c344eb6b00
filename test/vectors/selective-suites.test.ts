/**
 * The published vectors of the suites for parts of a document, from keys to derived proofs: Data Integrity ECDSA
 * Cryptosuites 1.0, the appendix for ecdsa-sd-2023, and Data Integrity BBS Cryptosuites 1.0, the base and derived proof of bbs-2023.
 */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { parseBaseProof, type SelectiveProof } from '../../src/proofs/base-proof.ts';
import { checkSignature } from '../../src/proofs/data-integrity.ts';
import { deriveProof } from '../../src/proofs/derive-proof.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { signBase } from '../../src/proofs/sign-base.ts';
import { createBlsSigner } from '../../src/trust/bls-signer.ts';
import { multibaseOf } from '../../src/trust/multikey.ts';
import { loadDocument, methodOf, signerOf } from '../fixtures/alumni.ts';
import { countOf } from '../fixtures/vector-counts.ts';

const sails = [
  { size: 5.5, sailName: 'Kihei', year: 2023 },
  { size: 6.1, sailName: 'Lahaina', year: 2023 },
  { size: 7, sailName: 'Lahaina', year: 2020 },
  { size: 7.8, sailName: 'Lahaina', year: 2023 },
];
const boards = [
  { boardName: 'CompFoil170', brand: 'Wailea', year: 2022 },
  { boardName: 'Kanaha Custom', brand: 'Wailea', year: 2019 },
];
const credential: JsonObject = {
  '@context': [
    'https://www.w3.org/ns/credentials/v2',
    { '@vocab': 'https://windsurf.grotto-networking.com/selective#' },
  ],
  type: ['VerifiableCredential'],
  issuer: 'https://vc.example/windsurf/racecommittee',
  credentialSubject: { sailNumber: 'Earth101', sails, boards },
};
const MANDATORY = [
  '/issuer',
  '/credentialSubject/sailNumber',
  '/credentialSubject/sails/1',
  '/credentialSubject/boards/0/year',
  '/credentialSubject/sails/2',
];
const SELECTIVE = ['/credentialSubject/boards/0', '/credentialSubject/boards/1'];
const HMAC_KEY = Uint8Array.from(Buffer.from('00112233445566778899AABBCCDDEEFF'.repeat(2), 'hex'));
const created = '2023-08-15T23:36:38Z';

const p256 = {
  publicMultibase: 'zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP',
  secretMultibase: 'z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN',
};
const base64url = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
const bls = {
  kty: 'OKP',
  crv: 'Bls12381G2',
  x: base64url(
    'a4ef1afa3da575496f122b9b78b8c24761531a8a093206ae7c45b80759c168ba4f7a260f9c3367b6c019b4677841104b10665edbe70ba3ebe7d9cfbffbf71eb016f70abfbb163317f372697dc63efd21fc55764f63926a8f02eaea325a2a888f',
  ),
  d: base64url('66d36e118832af4c5e28b2dfe1b9577857e57b042a33e06bdea37b811ed09ee0'),
} as const;
const blsKey = String(multibaseOf({ kty: bls.kty, crv: bls.crv, x: bls.x }));

type Vector = {
  signer: Signer;
  base: string;
  derived: string;
  presentationHeader?: Uint8Array;
};

const VECTORS: Record<SelectiveProof, Vector> = {
  'ecdsa-sd-2023': {
    signer: signerOf(p256, 'P-256'),
    base: [
      'u2V0AhVhAkWKMO8zpRmfcUMksHUMtZM7cJt8PmNLsljKTYhSi8gZ7wAWnK4BrOZkrH3dZvxKWlnxGG_0xlFXmU5sa5-j71VgjgCQ',
      'CKnLOGbY_FuM-ASpSkkOxsIR2E8n7Ml2q1UQ6tEwzi5NYIAARIjNEVWZ3iJmqu8zd7v8AESIzRFVmd4iZqrvM3e7_jlhAKVYKM25',
      '0DDcNWOYQpUmYC1Z5NZhJRwie8vVUev94QGst83WhoW7_UM6JULsKjNVHjxZlZQyovN4xw1M_mhn6TFhAsqMSgz0EeaPe0Hmo5SN',
      '1JNZmCjiZ-CNJB4ScmyK46s7hDotNZuGHxKGaAFC43O0FxcKeUC96q_z9PGeF5C3VpVhAmeoEU8I1ZzxFyR-QMxwoSkqRG9E8_Ca',
      'SrhH8TD2t-tV32HKAC4hJkKl6xHuz6XL2G-V0cm6d_rWozjhmmVaMjVhAbQMMckpcMAEo15WC6C8Mo3bCEWFGtOTkMxND-LJMdfk',
      'CSovB7RnCR7SXzk5-0YVigtJ5Fzg71AAob5yg1WNNk1hApQHlYRGlUVkv-WX1OjJYJ19Ow7ipvVwUvm90Sn3IjNRLuy9pr5DHm3w',
      'VlVMPVpLqjS-E8_jJDeJV5pY0bfK_A1hAas2wx9bcEj0Sh7t8w9Cj-2FpceGpdRhaLZxYs1ZEG8-obUjb0CHOyH8S7uwDtn7oSW2',
      'oCW2SpZvlX-2jW17rmlhAe34eQ8-gJHyQahY0EmZh8mZoy0svnpTjkdcLnroLIBsiVkfCzMKLOWeEtWZUVnIBeugT8I2C7mnmpHN',
      'jdo2d4lhAM8okCUX8F4GYx9rlnSDvr5pTHPOjOOJ47JzFdDtX_Q4bZxWwLGwqltYojDecyt4oxQHYz55ZRnhTXLHqa74B7VhAO_H',
      'j0vxsuJZzpVGtgoMKK2ZlGKvhLX3_vUCvdL-MTlszVr2iC3XJpCbOc8B_W_On-csaLPzUSvlSDtNec1ZVk1hAdm2Ht4sv_ec3s1H',
      'Rqeul--yEGx4SrpwyNQRdLa5ZKyJDgqr4h-EtVNzc-J-VllvKrHN8wBKtUqarqI4Npnrx7VhAORMLXYz3l59Ozc7SDk2ej7clrer',
      '9Bn6eaBUQG773AqQ56bc-oGXeemekwZCNHjFLOESNoNq7qetO8FRbiFHb4FhAW-otSFVlUPFmg119n3TeSE7up5hBS34AqP2TGUQ',
      'A5pDGyOTetrf8qq3bWj1lpCu1Z6yEZJlQ6nrLiCoaNVhpL1hA1wW_HhsTPUfUlqMX6ZMsLem8hbWaFe_rZDpPp5NN02vMHInDjO1',
      'Gn0BrXUyVAMnTY3fGrDjsuy2sGgMzR-bo11hAvOGSXH51eRoCWtV9LlpZD10ix0IuuVCnat5fRxU7hqGs0AzM09kGsmuDMRjowp5',
      '1xhiFJ3iMajIOOhWUhPxHCoVnL2lzc3VlcngdL2NyZWRlbnRpYWxTdWJqZWN0L3NhaWxOdW1iZXJ4Gi9jcmVkZW50aWFsU3ViamV',
      'jdC9zYWlscy8xeCAvY3JlZGVudGlhbFN1YmplY3QvYm9hcmRzLzAveWVhcngaL2NyZWRlbnRpYWxTdWJqZWN0L3NhaWxzLzI',
    ].join(''),
    derived: [
      'u2V0BhVhAkWKMO8zpRmfcUMksHUMtZM7cJt8PmNLsljKTYhSi8gZ7wAWnK4BrOZkrH3dZvxKWlnxGG_0xlFXmU5sa5-j71VgjgCQ',
      'CKnLOGbY_FuM-ASpSkkOxsIR2E8n7Ml2q1UQ6tEwzi5OGWEBtAwxySlwwASjXlYLoLwyjdsIRYUa05OQzE0P4skx1-QJKi8HtGcJ',
      'HtJfOTn7RhWKC0nkXODvUAChvnKDVY02TWEClAeVhEaVRWS_5ZfU6MlgnX07DuKm9XBS-b3RKfciM1Eu7L2mvkMebfBWVUw9Wkuq',
      'NL4Tz-MkN4lXmljRt8r8DWEBqzbDH1twSPRKHu3zD0KP7YWlx4al1GFotnFizVkQbz6htSNvQIc7IfxLu7AO2fuhJbagJbZKlm-V',
      'f7aNbXuuaWEA78ePS_Gy4lnOlUa2CgworZmUYq-Etff-9QK90v4xOWzNWvaILdcmkJs5zwH9b86f5yxos_NRK-VIO015zVlWTWEB',
      '2bYe3iy_95zezUdGp66X77IQbHhKunDI1BF0trlkrIkOCqviH4S1U3Nz4n5WWW8qsc3zAEq1Spquojg2mevHtWEA5EwtdjPeXn07',
      'NztIOTZ6PtyWt6v0Gfp5oFRAbvvcCpDnptz6gZd56Z6TBkI0eMUs4RI2g2rup607wVFuIUdvgpgBYIOGCDmZ9TBxEtWeCI9oVmRt',
      '0eHRGAaoOXx08gxL2IQt_AVggVkUuBrlOaELGVQWJD4M_qW5bcKEHWGNbOrPA_qAOKKwCWCBD6o5lQOWjNGwaTjq7H2Cn1-NPbwX',
      'LeDedy2YyiqL9TQNYIJEdvfdRibsv05I3pv8e6S1aUuAuBpGQHLhrYj4QX0knBFggk0AeXgJ4e6m1XsV5-xFud0L_1mUjZ9Mffhg',
      '5aZGTyDkFWCDYgT4e07o_IdCwae6qE7WZfpXtGRFESEXR3SxZmXE05o4AAQIFBggJCg4PEBESEw',
    ].join(''),
  },
  'bbs-2023': {
    signer: createBlsSigner(`did:key:${blsKey}#${blsKey}`, bls),
    base: [
      'u2V0ChVhQhruAY3aNS3CPmmWCHub-Qms9T2_lwsXJpfgMqlc_2MIMvfF4Jv5OGmJAcLpfIB2SAqD861WELqnmGnKnqgSJFDf8Nfa',
      'rnvi_jsMATMRslFhYQDpbvyXTTZCxjDXNI1e-am9CMB6U_J5S936Tt3PFYUvfVV3gX4mIF-MTAbrBh9DD_ysD4svbSttNVowX3pY',
      'fmhhYYKTvGvo9pXVJbxIrm3i4wkdhUxqKCTIGrnxFuAdZwWi6T3omD5wzZ7bAGbRneEEQSxBmXtvnC6Pr59nPv_v3HrAW9wq_uxY',
      'zF_NyaX3GPv0h_FV2T2OSao8C6uoyWiqIj1ggABEiM0RVZneImaq7zN3u_wARIjNEVWZ3iJmqu8zd7v-FZy9pc3N1ZXJ4HS9jcmV',
      'kZW50aWFsU3ViamVjdC9zYWlsTnVtYmVyeBovY3JlZGVudGlhbFN1YmplY3Qvc2FpbHMvMXggL2NyZWRlbnRpYWxTdWJqZWN0L2J',
      'vYXJkcy8wL3llYXJ4Gi9jcmVkZW50aWFsU3ViamVjdC9zYWlscy8y',
    ].join(''),
    derived: [
      'u2V0DhVkCEJgxugaFJpT7ROtWzZ9mWBMw2Uk2caOtXtKGEMJVDFv9psrafLrzfprwyHOk7GgTv4V9U5VDvEW6E0n-MjO0RvbEYZD',
      'ECqhFbZgxLtdTXDAD46d691Ltb37hYt9OOKJorYfMWhD_ONzGYzgQ4IrFqA2s_m597DymX7HauNGw2iK48mBAI4xwC4MQ3pLJwuw',
      'Riy3msMzccvvdMynM97xymCnoSS0KeW9uCRMYhPb90N-AKNXvjwXZqpgXhyWYxWQhUm2-XbQFhs0rg6RUZS9xY35XkXq9IvRbtn1',
      'I_OvfVGRnGuwuhF-H-HwdDrk02z-54jENSD1nEQtfZBJ4J4iOjNklnqePZoMYTKTnGEW4A9k6NVT0V3cW-Tm9NvJut0B3G9XDUkf',
      'vSrwrDnAXIabo7fYqY686Ay34lc3gbQsVyowadQckkRj50Jb8xaP5o57BqHDvYZ76avYf2Tt0uCskMX3vWfmB_I7CtWM9jrhxGxC',
      'FUre250hkhQP-zfUqwKduyokwY2EmLMR2e7uE6QTRp1I7wZ1nvFAceJSWFr72VHCwZ_gXWdmin5wndcCIikYXtXAY7OER5izYNlt',
      'Hg_vlO87IRr9yS93cGW_O0FxZw167c1rqmoPw5SM825-7j9LjsAfuf2nK_DfEmT3fx0fXeTtI6kghMVS0WSYMKdpt1B3pU5ozUoV',
      'a-jmLK6_UfQfXZaYAAgEEAgMDBwQGBQCOAAECBQYICQoODxAREhOGAwQFCAkKRBEzd6o',
    ].join(''),
    presentationHeader: Uint8Array.from([0x11, 0x33, 0x77, 0xaa]),
  },
};

test('they are counted', () => {
  const counts = Object.values(VECTORS).map(({ base, derived }) => [base, derived].length);
  expect(counts).toEqual([countOf('selective'), countOf('bbs')]);
});

describe.each(Object.entries(VECTORS) as [SelectiveProof, Vector][])('%s', (suite, vector) => {
  const { signer, base, derived, presentationHeader } = vector;
  const method =
    suite === 'bbs-2023'
      ? {
          id: signer.id,
          controller: signer.controller,
          publicJwk: signer.publicJwk,
          publicKeyMultibase: blsKey,
        }
      : methodOf(p256);
  const proof = {
    type: 'DataIntegrityProof',
    cryptosuite: suite,
    created,
    verificationMethod: signer.id,
    proofPurpose: 'assertionMethod',
  };
  const check = (document: JsonObject) =>
    checkSignature(document, document['proof'] as JsonObject, suite, method, loadDocument);
  const derive = (value: string) =>
    deriveProof(
      { ...credential, proof: { ...proof, proofValue: value } },
      {
        pointers: SELECTIVE,
        loadDocument,
        ...(presentationHeader === undefined ? {} : { presentationHeader }),
      },
    );
  const reveal = {
    ...credential,
    credentialSubject: { sailNumber: 'Earth101', sails: sails.slice(1, 3), boards },
  };

  test('the base signature of the published keys is reproduced', async () => {
    const signed = await signBase(credential, {
      proof: suite,
      signer,
      now: new Date(created),
      loadDocument,
      mandatoryPointers: MANDATORY,
      hmacKey: HMAC_KEY,
    });
    const made = signed['proof'] as JsonObject;
    expect({ ...made, proofValue: '' }).toEqual({ ...proof, proofValue: '' });
    const published = parseBaseProof({ proofValue: base }, suite);
    const { hmacKey, mandatoryPointers, ...rest } = parseBaseProof(made, suite)!;
    expect({ hmacKey, mandatoryPointers }).toEqual({ hmacKey: HMAC_KEY, mandatoryPointers: MANDATORY });
    // the hashes of the proof and of what is mandatory; the library makes its signature by a later draft of BBS, and it is as good
    if (rest.suite === 'bbs-2023') {
      const { bbsHeader, publicKey } = rest;
      expect(published).toMatchObject({ bbsHeader, publicKey });
    }
    // each signature of ecdsa-sd-2023 is by a key made for the one credential, so their values are others each time
    if (rest.suite === 'ecdsa-sd-2023' && published?.suite === rest.suite)
      expect(rest.signatures).toHaveLength(published.signatures.length);
    expect(await check(await derive(String(made['proofValue'])))).toMatchObject({ verified: true });
  });

  test('of the published base proof the published selection is derived, and verifies', async () => {
    const made = await derive(base);
    expect({ ...made, proof: undefined }).toEqual({ ...reveal, proof: undefined });
    // of bbs-2023 each proof is another, so that none can be told by it
    if (suite === 'ecdsa-sd-2023') expect((made['proof'] as JsonObject)['proofValue']).toBe(derived);
    expect(await check(made)).toMatchObject({ verified: true });
  });

  test('the published selection verifies, and no longer with one word changed', async () => {
    const published = { ...reveal, proof: { ...proof, proofValue: derived } };
    expect(await check(published)).toMatchObject({ verified: true });
    const subject = { ...reveal.credentialSubject, sailNumber: 'Earth102' };
    expect(await check({ ...published, credentialSubject: subject })).toMatchObject({
      code: 'proof-invalid',
    });
  });
});
