import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/kernel/json.ts';
import { matchRecipient } from '../../src/records/recipient.ts';

const learner = {
  id: 'urn:uuid:1',
  email: 'student@example.edu',
  studentId: 'S-1',
  telephone: '+49 1',
  name: 'mayze',
};
const codes = (recipient: Json, of: Json = learner) =>
  matchRecipient(recipient, of, '/recipient').map(({ code }) => code);
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('matchRecipient', () => {
  // Vectors: Open Badges 2.0 for the first; value and salt as UTF-8, one after the other, for the second
  it.each([
    ['sha256$7a1a1b3f7d40552e4299180e346e3add12bf9a751a43d9c4ca4518febc2c60c6', 'mayze', undefined],
    [
      'sha256$f4c798f545fb15b30bd5cb69e044dad500fd841a1ea22ec153d91d77e686b8f4',
      'student@example.edu',
      'deadsea',
    ],
  ])('hashes to %s', (identity, email, salt) => {
    const recipient = { type: 'email', identity, hashed: true, ...(salt === undefined ? {} : { salt }) };
    expect(codes(recipient, { email })).toEqual(['recipient-match']);
    expect(
      codes({ ...recipient, identity: identity.toUpperCase().replace('SHA256', 'sha256') }, { email }),
    ).toEqual(['recipient-match']);
    expect(codes({ ...recipient, salt: 'other' }, { email })).toEqual(['recipient-mismatch']);
    expect(codes(recipient, { email: `${email}x` })).toEqual(['recipient-mismatch']);
  });

  it.each<[string, Json, string[]]>([
    ['equal', { type: 'id', identity: 'urn:uuid:1', hashed: false }, ['recipient-match']],
    ['hashed absent', { type: 'id', identity: 'urn:uuid:1' }, ['recipient-match']],
    [
      'named by IRI of schema.org',
      { type: 'http://schema.org/email', identity: 'student@example.edu', hashed: false },
      ['recipient-match'],
    ],
    ['named by IRI of CLR', { type: 'clri:studentId', identity: 'S-1', hashed: false }, ['recipient-match']],
    [
      'other case of an e-mail',
      { type: 'email', identity: 'Student@Example.edu', hashed: false },
      ['recipient-match', 'recipient-case'],
    ],
    ['other case of an id', { type: 'studentId', identity: 's-1', hashed: false }, ['recipient-mismatch']],
    ['another one', { type: 'email', identity: 'other@example.edu', hashed: false }, ['recipient-mismatch']],
    [
      'md5',
      { type: 'studentId', identity: `md5$${md5('S-1x')}`, hashed: true, salt: 'x' },
      ['recipient-match', 'recipient-hash-weak'],
    ],
    [
      'a hash said to be none',
      { type: 'email', identity: `md5$${md5('student@example.edu')}`, hashed: false },
      ['recipient-incomparable'],
    ],
    [
      'an algorithm nobody names',
      { type: 'studentId', identity: `sha1$${md5('S-1')}`, hashed: true },
      ['recipient-incomparable'],
    ],
    [
      'a property the learner lacks',
      { type: 'url', identity: 'https://x', hashed: false },
      ['recipient-incomparable'],
    ],
    [
      'a property that identifies nobody',
      { type: 'name', identity: 'mayze', hashed: false },
      ['recipient-incomparable'],
    ],
    ['no identity', { type: 'id', hashed: false }, ['recipient-incomparable']],
    ['no object', 'urn:uuid:1', ['recipient-incomparable']],
    ['null', null, ['recipient-incomparable']],
  ])('%s', (_, recipient, expected) => {
    expect(codes(recipient)).toEqual(expected);
  });

  it('does not match where there is no learner', () => {
    expect(codes({ type: 'id', identity: 'urn:uuid:1', hashed: false }, null)).toEqual([
      'recipient-incomparable',
    ]);
  });
});
