/** Whatever is chosen of whatever document: what is derived here of a base proof of the library verifies with the library. */
import * as bbs2023 from '@digitalbazaar/bbs-2023-cryptosuite';
import * as Bls12381Multikey from '@digitalbazaar/bls12-381-multikey';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as ecdsaSd2023 from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { appendPointer } from '../../src/kernel/pointer.ts';
import type { SelectiveProof } from '../../src/proofs/base-proof.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { checkSignature } from '../../src/proofs/data-integrity.ts';
import { deriveProof } from '../../src/proofs/derive-proof.ts';
import { jwkOfMultibase } from '../../src/trust/multikey.ts';
import { documentLoader } from '../fixtures/plain-verifier.ts';
import { copy } from '../harness.ts';

const loadDocument = createContextLoader();

/** Trees of members, lists and texts; each text is numbered afterwards, so that it can be looked for. */
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constant('text'),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('tree'), { minKeys: 1, maxKeys: 3 }),
    fc.array(fc.dictionary(fc.constantFrom('e', 'f'), tie('tree'), { minKeys: 1 }), {
      minLength: 1,
      maxLength: 3,
    }),
  ),
}));

const subject = fc.dictionary(fc.constantFrom('p', 'q', 'r', 's'), tree, { minKeys: 2 });

function number(value: Json, texts: string[]): Json {
  if (Array.isArray(value)) return value.map((item) => number(item, texts));
  if (typeof value !== 'object' || value === null) {
    const text = `text-${texts.length}-of-it`;
    texts.push(text);
    return text;
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, number(member, texts)]));
}

function pointersOf(value: Json, pointer: string): string[] {
  if (typeof value !== 'object' || value === null) return [pointer];
  const inner = Object.entries(value).flatMap(([name, member]) =>
    pointersOf(member, appendPointer(pointer, name)),
  );
  return [...inner, ...(pointer === '/credentialSubject' ? [] : [pointer])];
}

/** The library looks into the document as its contexts write it, where a list of one is the one alone. */
function asWritten(document: JsonObject, pointer: string): string {
  let value: Json = document;
  let written = '';
  for (const segment of pointer.split('/').slice(1)) {
    if (!(Array.isArray(value) && value.length === 1)) written += `/${segment}`;
    value = (value as JsonObject)[segment]!;
  }
  return written;
}

const chosen = fc.array(fc.nat(), { minLength: 1, maxLength: 4 });

async function pairOf(suite: SelectiveProof) {
  if (suite === 'ecdsa-sd-2023') return EcdsaMultikey.generate({ curve: 'P-256' });
  return Bls12381Multikey.generateBbsKeyPair({ algorithm: Bls12381Multikey.ALGORITHMS.BBS_BLS12381_SHA256 });
}

test.each<[SelectiveProof, typeof bbs2023, number]>([
  ['ecdsa-sd-2023', ecdsaSd2023, 25],
  ['bbs-2023', bbs2023, 3],
])(
  '%s',
  async (suite, library, numRuns) => {
    const pair = await pairOf(suite);
    const did = `did:key:${pair.publicKeyMultibase}`;
    const id = `${did}#${pair.publicKeyMultibase}`;
    const method = {
      id,
      controller: did,
      publicJwk: jwkOfMultibase(pair.publicKeyMultibase),
      publicKeyMultibase: pair.publicKeyMultibase,
    };
    await fc.assert(
      fc.asyncProperty(subject, chosen, chosen, async (members, mandatory, selective) => {
        const texts: string[] = [];
        const credential = {
          '@context': ['https://www.w3.org/ns/credentials/v2', { '@vocab': 'https://example.org/terms#' }],
          type: ['VerifiableCredential'],
          issuer: did,
          credentialSubject: number(members, texts),
        };
        const places = pointersOf(credential.credentialSubject, '/credentialSubject');
        const pick = (indexes: number[]) => [...new Set(indexes.map((i) => places[i % places.length] ?? ''))];
        const base = (await vc.issue({
          credential: copy(credential),
          suite: new DataIntegrityProof({
            signer: { ...pair.signer(), id },
            date: '2026-02-01T00:00:00Z',
            cryptosuite: library.createSignCryptosuite({
              mandatoryPointers: ['/issuer', ...pick(mandatory).map((at) => asWritten(credential, at))],
            }),
          }),
          documentLoader,
        })) as JsonObject;
        const derived = await deriveProof(copy(base), { pointers: pick(selective), loadDocument });
        const proof = derived['proof'] as JsonObject;
        expect(await checkSignature(derived, proof, suite, method, loadDocument)).toMatchObject({
          verified: true,
        });
        const under = [...pick(mandatory), ...pick(selective)];
        const shown = JSON.stringify(derived);
        for (const place of places) {
          const text = place
            .split('/')
            .slice(1)
            .reduce<Json | undefined>((at, name) => (at as JsonObject)?.[name], credential as JsonObject);
          if (typeof text !== 'string') continue;
          const isShown = under.some((pointer) => `${place}/`.startsWith(`${pointer}/`));
          expect(shown.includes(`"${text}"`)).toBe(isShown);
        }
      }),
      { numRuns },
    );
  },
  60_000,
);
