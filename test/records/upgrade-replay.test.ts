/** What came from CLR 2.0 and travelled in a CLR 1.0 record comes back only where nothing speaks against it. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import type { Assertion, Profile } from '../../src/records/types-clr1.ts';
import { upgrade } from '../../src/records/upgrade.ts';
import { anAssertion, aRecord } from '../fixtures/arbitrary-clr.ts';

const BRIDGE = { id: 'did:web:bridge.example', type: ['Profile'], name: 'Bridge' };
const REST = 'bridge:clr2Rest';

/** The only nested credential of a record whose assertion carries this. */
function nested(rest: Json, more: Partial<Assertion> = {}) {
  const clr = aRecord()
    .withAssertions(anAssertion(0, { ...more, [REST]: rest } as Partial<Assertion>))
    .build();
  const { record, losses } = upgrade(clr, { issuer: BRIDGE });
  const [credential] = (record['credentialSubject'] as JsonObject)['verifiableCredential'] as JsonObject[];
  return {
    credential: credential as JsonObject,
    carrier: credential?.['clr1Rest'] as JsonObject,
    losses: losses
      .filter(({ pointer }) => pointer.includes(REST))
      .map(({ code, pointer }) => [code, pointer]),
  };
}

describe('bridge:clr2Rest of an assertion', () => {
  it('comes back where nothing stands', () => {
    const { credential, carrier, losses } = nested(
      {
        '/description': 'A badge of 2024.',
        '/image': { id: 'https://example.edu/badge.png', type: 'Image' },
        '/credentialSubject/achievement/inLanguage': 'en',
        '/credentialSubject/achievement/related': [{ id: 'https://example.edu/other', type: ['Related'] }],
        '/credentialSubject/achievement/creator/address/geo': {
          type: 'GeoCoordinates',
          latitude: 1,
          longitude: 2,
        },
      },
      {
        achievement: {
          ...anAssertion(0).achievement,
          issuer: { id: 'https://a.example', name: 'A', address: { addressCountry: 'NL' } },
        } as never,
      },
    );
    expect(losses).toEqual([]);
    expect(carrier).not.toHaveProperty('/bridge:clr2Rest');
    expect(credential).toMatchObject({
      description: 'A badge of 2024.',
      image: { id: 'https://example.edu/badge.png' },
      credentialSubject: {
        achievement: {
          inLanguage: 'en',
          related: [{ id: 'https://example.edu/other' }],
          creator: { address: { geo: { latitude: 1 } } },
        },
      },
    });
  });

  it('replaces what was made up, and what the way down would make of it', () => {
    const rest = {
      '/name': 'The name of the credential',
      '/validFrom': '2025-01-01T00:00:00Z',
      '/credentialSubject/result/0/status': 'Provisional',
    };
    const results = [{ resultDescription: 'urn:example:course-0-grade', status: 'InProgress' as const }];
    const { credential, carrier, losses } = nested(rest, { results });
    expect(losses).toEqual([]);
    expect(credential).toMatchObject({
      name: 'The name of the credential',
      validFrom: '2025-01-01T00:00:00Z',
      awardedDate: '2024-06-30T12:00:00Z',
      credentialSubject: { result: [{ status: 'Provisional' }] },
    });
    expect(carrier['#added']).not.toContain('/name');
  });

  it('inserts elements, and moves what is known to be made up', () => {
    const evidence = { id: 'https://example.edu/e', type: ['Evidence'], name: 'Portfolio' };
    const { credential, carrier } = nested(
      { '/evidence/0': evidence },
      { evidence: [{ name: 'Essay', artifacts: [{ url: 'https://example.edu/essay.pdf' }] }] },
    );
    expect(credential['evidence']).toMatchObject([
      { name: 'Portfolio' },
      { name: 'Essay' },
      { id: 'https://example.edu/essay.pdf' },
      { name: 'Source record (CLR 1.0)' },
    ]);
    expect(carrier['#artifacts']).toEqual([[2, 0, 0]]);
    expect(carrier['#added']).toContain('/evidence/3');
    const shifted = nested(
      {
        '/credentialSubject/achievement/alignment/0': {
          type: ['Alignment'],
          targetName: 'A',
          targetUrl: 'https://a.example',
        },
      },
      {
        achievement: {
          ...anAssertion(0).achievement,
          alignments: [{ targetName: 'B', targetUrl: 'https://b.example', educationalFramework: 'F' }],
        } as never,
      },
    );
    expect(shifted.carrier['#added']).toContain('/credentialSubject/achievement/alignment/1/targetFramework');
  });

  it.each<[string, Json, string]>([
    ['/issuer', { id: 'https://mit.example' }, 'carrier-conflict'],
    ['/issuer/name', 'MIT', 'carrier-conflict'],
    ['/id', 'urn:x-other', 'carrier-conflict'],
    ['/proof', { type: 'DataIntegrityProof' }, 'carrier-conflict'],
    ['/credentialStatus', { type: 'BitstringStatusListEntry' }, 'carrier-conflict'],
    ['/credentialSubject/achievement/name', 'Doctor of Medicine', 'carrier-conflict'],
    ['/credentialSubject/result/0/value', 'A+', 'carrier-conflict'],
    ['/credentialSubject/source/name', 'nobody there', 'carrier-conflict'],
    ['/credentialSubject/achievement/tag/0', 'no list', 'carrier-conflict'],
    ['/@context/3', 'https://example.org/context', 'carried'],
    ['/vendor:level', 1, 'carried'],
    ['/credentialSubject/achievement/vendor', 'x', 'carried'],
    ['/description', { en: 'one', nl: 'een' }, 'carried'],
    ['/image', { id: 'https://example.edu/x.png', type: 'Image', 'vendor:x': 1 }, 'carried'],
    ['/validUntil', '2030-01-01', 'carried'],
    ['/credentialSchema/0', { id: 'https://example.edu/schema', type: 'JsonSchema' }, 'carried'],
    ['/endorsement/0', { type: ['EndorsementCredential'] }, 'carried'],
    ['/credentialSubject/achievement/type', ['Achievement', 'vendor:Kind'], 'carried'],
    ['/description/0', 'text has no elements', 'carried'],
    ['/credentialSubject/achievement/related', [], 'carried'],
    ['#jwt', 'a.b.c', 'carried'],
    ['', {}, 'carried'],
  ])('%s stays in the carrier', (key, value, code) => {
    const { credential, carrier, losses } = nested({ [key]: value });
    expect(carrier['/bridge:clr2Rest']).toEqual({ [key]: value });
    const place = key.replaceAll('~', '~0').replaceAll('/', '~1');
    expect(losses).toEqual([[code, `/assertions/0/${REST}/${place}`]]);
    const { clr1Rest: _, ...said } = credential;
    const { clr1Rest: __, ...plain } = nested({}).credential;
    expect(said).toEqual(plain);
  });

  it('is nothing where it says what is said, and is carried where it is no object', () => {
    expect(nested({ '/credentialSubject/achievement/name': 'Course 0' }).carrier).toEqual(nested({}).carrier);
    const odd = nested('text');
    expect(odd.carrier[`/${REST}`]).toBe('text');
    expect(odd.losses).toEqual([['carried', `/assertions/0/${REST}`]]);
  });
});

describe('bridge:clr2Rest of the publisher', () => {
  const publisher = (rest: Json): Partial<{ publisher: Profile }> => ({
    publisher: { id: 'https://college.example.edu/profile', name: 'College', [REST]: rest } as Profile,
  });

  it('is that of the record', () => {
    const clr = aRecord()
      .withCourses(1)
      .with(
        publisher({
          '/evidence': [{ id: 'https://example.edu/e', type: ['Evidence'] }],
          '/credentialSubject/identifier/1': {
            type: 'IdentityObject',
            hashed: true,
            identityHash: 'sha256$00',
            identityType: 'userName',
          },
          '/credentialSubject/verifiableCredential/0': { issuer: 'https://mit.example' },
        }),
      )
      .build();
    const { record, losses } = upgrade(clr, { issuer: BRIDGE });
    expect(record['evidence']).toMatchObject([
      { id: 'https://example.edu/e' },
      { name: 'Source record (CLR 1.0)' },
    ]);
    expect(record).toMatchObject({
      credentialSubject: { identifier: [{}, { identityType: 'userName' }, {}] },
    });
    const rest = record['clr1Rest'] as JsonObject;
    expect(rest['/publisher']).toEqual({ id: 'https://college.example.edu/profile', name: 'College' });
    expect(rest[`/publisher/${REST}`]).toEqual({
      '/credentialSubject/verifiableCredential/0': { issuer: 'https://mit.example' },
    });
    expect(rest['#added']).toEqual(['/name', '/evidence/1']);
    expect(losses.filter(({ pointer }) => pointer.includes(REST))).toMatchObject([{ code: 'carried' }]);

    const bare = upgrade(clr, { issuer: BRIDGE, personal: 'none' });
    expect(JSON.stringify(bare)).not.toContain('sha256$00');
    expect(bare.losses).toContainEqual(
      expect.objectContaining({
        code: 'personal-dropped',
        pointer: `/publisher/${REST}/~1credentialSubject~1identifier~11`,
      }),
    );
  });
});
