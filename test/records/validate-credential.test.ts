import { describe, expect, it } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { validateCredential } from '../../src/records/validate-credential.ts';
import type { ValidationPolicy } from '../../src/records/validate-record.ts';
import { unverifiedJws } from '../fixtures/arbitrary-clr.ts';
import { badge, clr, endorsement } from '../fixtures/signed-clr2.ts';

const ISSUER = 'https://college.example.edu';

function refusal(credential: JsonObject, policy: ValidationPolicy): BridgeError {
  try {
    validateCredential(credential, policy);
  } catch (error) {
    if (error instanceof BridgeError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

const within = '/credentialSubject/verifiableCredential';

describe('validateCredential', () => {
  it('has nothing to say of a sound CLR, under either policy', () => {
    const endorsed = { ...badge(1, ISSUER), endorsement: [endorsement(1, ISSUER, ISSUER)] };
    const record = clr([endorsed, badge(2, ISSUER)], ISSUER);
    expect(validateCredential(record, 'strict')).toEqual([]);
    expect(validateCredential(record, 'lenient')).toEqual([]);
  });

  it('names what is wrong at any depth: strict refuses it, lenient returns it', () => {
    const { name: _, ...nameless } = endorsement(1, ISSUER, ISSUER);
    const endorsed = { ...badge(1, ISSUER), name: { en: 'Welding' }, endorsement: [nameless] };
    const second = unverifiedJws({ ...badge(2, ISSUER), awardedDate: 'then' });
    const record = clr([endorsed, second as never], ISSUER, { description: 'GÃ¶teborg' });
    const found = validateCredential(record, 'lenient').map(({ code, pointer }) => [code, pointer]);
    expect(found).toEqual([
      ['property-type', `${within}/1`],
      ['property-type', `${within}/0/name`],
      ['property-missing', `${within}/0/endorsement/0/name`],
      ['value-datetime', `${within}/1/awardedDate`],
      ['text-double-encoded', '/description'],
    ]);
    const error = refusal(record, 'strict');
    expect(error).toMatchObject({ code: 'record-invalid', status: 422, pointer: `${within}/1` });
    expect(error.errors).toHaveLength(4);
  });

  it('refuses what is no badge at all, under either policy', () => {
    const empty = { ...badge(2, ISSUER), credentialSubject: { type: ['AchievementSubject'], id: 'urn:x:y' } };
    for (const policy of ['strict', 'lenient'] as const) {
      const error = refusal(clr([badge(1, ISSUER), empty], ISSUER), policy);
      expect(error.errors).toMatchObject([
        { code: 'structure-invalid', pointer: `${within}/1/credentialSubject/achievement` },
      ]);
    }
  });

  it('says so where only the contexts are wrong', () => {
    const record = {
      ...badge(1, ISSUER),
      '@context': ['https://www.w3.org/ns/credentials/v2', 'https://x.example'],
    };
    expect(refusal(record, 'strict')).toMatchObject({ code: 'context-unknown', pointer: '/@context/1' });
  });

  it('names a JWS that cannot be read', () => {
    const record = { ...badge(1, ISSUER), endorsementJwt: ['eyJhbGci.eyJhbGci.eyJhbGci'] };
    expect(refusal(record, 'lenient').errors).toMatchObject([
      { code: 'jws-malformed', pointer: '/endorsementJwt/0' },
    ]);
  });
});
