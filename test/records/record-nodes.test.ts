import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { type NativeRecord, parseRecord } from '../../src/records/parse-record.ts';
import { listRecordNodes } from '../../src/records/record-nodes.ts';
import { aCourse, anAssertion, aRecord, unverifiedJws } from '../fixtures/arbitrary-clr.ts';

const list = (value: Json, pointer = '', max?: number) =>
  listRecordNodes(parseRecord(value) as NativeRecord, pointer, max);

const endorsement = (id: string, about: string): JsonObject => ({
  id,
  type: 'Endorsement',
  issuer: { id: 'urn:endorser', name: 'Guild' },
  claim: { id: about },
  issuedOn: '2024-01-01T00:00:00Z',
  verification: { type: 'Hosted' },
});

describe('listRecordNodes', () => {
  const course = aCourse(0, {
    issuer: {
      id: 'urn:issuer',
      name: 'Workshop',
      parentOrg: { id: 'urn:parent', endorsements: [endorsement('urn:e4', 'urn:parent')] as never },
    },
    endorsements: [endorsement('urn:e3', 'urn:example:course-0')] as never,
  });
  const signed = {
    ...anAssertion(1),
    signedEndorsements: [unverifiedJws(endorsement('urn:e5', 'urn:example:assertion-1'))],
  };
  const record = aRecord()
    .withAssertions(
      anAssertion(0, {
        achievement: course,
        source: { id: 'urn:source', endorsements: [endorsement('urn:e2', 'urn:source')] as never },
      }),
    )
    .with({
      signedAssertions: [unverifiedJws(signed), 'bm9u.c2Vuc2U.c2ln'],
      endorsements: [endorsement('urn:e1', 'urn:parent')] as never,
      achievements: [aCourse(9, { signedEndorsements: [unverifiedJws(endorsement('urn:e6', 'x'))] })],
    })
    .build();
  const { nodes, capped } = list(record);
  const byId = (id: string) => nodes.find((node) => node.id === id);

  it('finds every part, with its place, form and enclosing node', () => {
    expect(capped).toBe(false);
    expect(nodes.map(({ kind, form, pointer, parent }) => [kind, form, pointer, parent])).toEqual([
      ['clr', 'plain', '', undefined],
      ['assertion', 'plain', '/assertions/0', ''],
      ['endorsement', 'plain', '/assertions/0/achievement/issuer/parentOrg/endorsements/0', '/assertions/0'],
      ['endorsement', 'plain', '/assertions/0/achievement/endorsements/0', '/assertions/0'],
      ['endorsement', 'plain', '/assertions/0/source/endorsements/0', '/assertions/0'],
      ['assertion', 'signed', '/signedAssertions/0', ''],
      ['endorsement', 'signed', '/signedAssertions/0#/signedEndorsements/0', '/signedAssertions/0'],
      ['assertion', 'signed', '/signedAssertions/1', ''],
      ['endorsement', 'plain', '/endorsements/0', ''],
      ['endorsement', 'signed', '/achievements/0/signedEndorsements/0', ''],
    ]);
  });

  it('names the profile that must have produced each', () => {
    expect(nodes[0]?.responsible).toEqual((record as { publisher: Json }).publisher);
    expect(byId('urn:example:assertion-0')?.responsible).toMatchObject({ id: 'urn:issuer' });
    expect(byId('urn:e1')?.responsible).toMatchObject({ id: 'urn:endorser' });
    const badge: JsonObject = {
      ...anAssertion(0),
      achievement: null,
      badge: { issuer: { id: 'urn:badge-issuer' } },
    };
    expect(list(aRecord().withAssertions(badge).build()).nodes[1]?.responsible).toEqual({
      id: 'urn:badge-issuer',
    });
  });

  it('says what an endorsement may be about', () => {
    expect([...(byId('urn:e2')?.subjects ?? [])]).toEqual(['urn:source']);
    expect([...(byId('urn:e5')?.subjects ?? [])]).toEqual(['urn:example:assertion-1']);
    const anything = byId('urn:e1')?.subjects;
    for (const id of [
      'urn:parent',
      'urn:example:assertion-1',
      'urn:example:course-9',
      String((record as { id: Json }).id),
    ]) {
      expect(anything?.has(id)).toBe(true);
    }
    expect(anything?.has('urn:elsewhere')).toBe(false);
    expect(nodes[1]?.subjects).toBeUndefined();
  });

  it('gives payload, name and id of what can be read, and says why the rest cannot', () => {
    expect(byId('urn:example:assertion-1')).toMatchObject({
      value: signed,
      name: 'Course 1',
      jws: unverifiedJws(signed),
    });
    const broken = nodes.find(({ pointer }) => pointer === '/signedAssertions/1');
    expect(broken).toMatchObject({
      form: 'signed',
      jws: 'bm9u.c2Vuc2U.c2ln',
      problem: expect.stringMatching(/header/),
    });
    expect(broken?.value).toBeUndefined();
  });

  it('reads sets, signed Clrs and what stands alone', () => {
    const clr = aRecord().withCourses(1).build();
    const set = { type: 'ClrSet', clrs: [clr], signedClrs: [unverifiedJws(clr)] };
    expect(
      list(set, '/credentialSubject/clr').nodes.map(({ pointer, form, parent }) => [pointer, form, parent]),
    ).toEqual([
      ['/credentialSubject/clr/clrs/0', 'plain', undefined],
      ['/credentialSubject/clr/clrs/0/assertions/0', 'plain', '/credentialSubject/clr/clrs/0'],
      ['/credentialSubject/clr/signedClrs/0', 'signed', undefined],
      ['/credentialSubject/clr/signedClrs/0#/assertions/0', 'plain', '/credentialSubject/clr/signedClrs/0'],
    ]);
    expect(list(unverifiedJws(clr)).nodes.map(({ pointer, form }) => [pointer, form])).toEqual([
      ['', 'signed'],
      ['#/assertions/0', 'plain'],
    ]);
    expect(list(anAssertion(0)).nodes).toMatchObject([{ kind: 'assertion', pointer: '' }]);
    expect(list(endorsement('urn:e', 'urn:x')).nodes).toMatchObject([{ kind: 'endorsement', pointer: '' }]);
  });

  it('stops at the number asked for, and says so', () => {
    const clr = aRecord().withCourses(10).build();
    expect(list(clr, '', 5)).toMatchObject({ capped: true, nodes: { length: 5 } });
    expect(list(clr, '', 11)).toMatchObject({ capped: false, nodes: { length: 11 } });
  });

  it('reads signed inside signed, each from its own payload', () => {
    const inner = unverifiedJws({
      ...anAssertion(0),
      signedEndorsements: [unverifiedJws(endorsement('urn:e', 'x'))],
    });
    const set = {
      type: 'ClrSet',
      signedClrs: [unverifiedJws({ ...aRecord().build(), signedAssertions: [inner] })],
    };
    expect(list(set).nodes.map(({ pointer }) => pointer)).toEqual([
      '/signedClrs/0',
      '/signedClrs/0#/signedAssertions/0',
      '/signedClrs/0#/signedAssertions/0#/signedEndorsements/0',
    ]);
  });
});
