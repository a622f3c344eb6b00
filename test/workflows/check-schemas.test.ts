/** Schemas and related resources of a credential, fetched and applied while it is verified. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digestBytes } from '../../src/kernel/digest.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import { issueCredential } from '../../src/workflows/issue-credential.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { signOurs } from '../fixtures/signed-clr2.ts';
import { createHarness, type Harness, type Site } from '../harness.ts';

const BASE = 'https://www.w3.org/ns/credentials/v2';
const SCHEMA_URL = 'https://schemas.example/person.json';
const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
const schema = (members: JsonObject = {}): JsonObject => ({
  $id: SCHEMA_URL,
  $schema: DRAFT,
  type: 'object',
  properties: { credentialSubject: { type: 'object', required: ['alumniOf'] } },
  ...members,
});

const credential = (issuer: string, members: JsonObject): JsonObject => ({
  '@context': [BASE, 'https://www.w3.org/ns/credentials/examples/v2'],
  type: ['VerifiableCredential'],
  issuer,
  credentialSubject: { id: 'did:example:subject', alumniOf: 'Example' },
  ...members,
});

/** The verdict on a credential that names the schema, and the codes of what was found of it. */
async function check(
  site: Site,
  members: JsonObject | ((harness: Harness) => JsonObject),
  change: (signed: JsonObject) => JsonObject = (signed) => signed,
) {
  const harness = await createHarness({ site });
  const named = typeof members === 'function' ? members(harness) : members;
  const signed = await signOurs(harness, credential(harness.signer.controller, named));
  const { report } = await verifyNodes(harness, change(signed));
  const found = report.findings.filter(({ code }) => /^(schema|resource)-/.test(code));
  return {
    verdict: report.verdict,
    found: found.map(({ code, pointer }) => [code, pointer]),
    message: found.map(({ message }) => message).join('\n'),
    calls: (harness.fetch as typeof harness.fetch & { calls: string[] }).calls,
  };
}

const named = (members: JsonObject = {}): JsonObject => ({
  credentialSchema: { id: SCHEMA_URL, type: 'JsonSchema', ...members },
});
const bytesOf = (value: Json) => JSON.stringify(value);

describe('an issuer', () => {
  const issue = async (
    site: Site,
    members: JsonObject,
    proof: 'eddsa-rdfc-2022' | 'jwt' = 'eddsa-rdfc-2022',
  ) => {
    const harness = await createHarness({ site });
    const issued = issueCredential(harness, {
      credential: credential(harness.signer.controller, members),
      proof,
    });
    return { harness, issued };
  };

  test.each(['eddsa-rdfc-2022', 'jwt'] as const)('under %s issues what the schema takes', async (proof) => {
    const { harness, issued } = await issue({ [SCHEMA_URL]: schema() }, named(), proof);
    expect((await verifyNodes(harness, await issued)).report.verdict).toBe('accepted');
  });

  test('may be asked for the proof by the schema', async () => {
    const { issued } = await issue({ [SCHEMA_URL]: schema({ required: ['proof'] }) }, named());
    expect(await issued).toHaveProperty('proof');
  });

  test.each(['eddsa-rdfc-2022', 'jwt'] as const)(
    'under %s issues and keeps nothing that the schema refuses',
    async (proof) => {
      const strict = schema({ properties: { credentialSubject: { required: ['degree'] } } });
      const { harness, issued } = await issue({ [SCHEMA_URL]: strict }, named(), proof);
      await expect(issued).rejects.toMatchObject({
        code: 'request-invalid',
        errors: [{ code: 'schema-mismatch', pointer: '/credential/credentialSubject' }],
      });
      expect(harness.saved).toEqual([]);
    },
  );

  test('names no schema of another digest', async () => {
    const { issued } = await issue(
      { [SCHEMA_URL]: schema() },
      named({ digestMultibase: digestBytes('another') }),
    );
    await expect(issued).rejects.toMatchObject({
      errors: [{ code: 'resource-digest', pointer: '/credential/credentialSchema' }],
    });
  });

  test('issues where the schema cannot be had', async () => {
    const { issued } = await issue({}, named());
    expect(await issued).toHaveProperty('credentialSchema');
  });
});

describe('a JsonSchema', () => {
  test('is fetched and applied', async () => {
    expect(await check({ [SCHEMA_URL]: schema() }, named())).toMatchObject({
      verdict: 'accepted',
      found: [['schema-valid', '/credentialSchema']],
    });
  });

  test('that the credential is not as it asks rejects, at the place', async () => {
    const strict = schema({ properties: { credentialSubject: { required: ['degree'] } } });
    const { verdict, found, message } = await check({ [SCHEMA_URL]: strict }, named());
    expect([verdict, found]).toEqual(['rejected', [['schema-mismatch', '/credentialSubject']]]);
    expect(message).toContain('degree');
  });

  test.each([
    ['https://json-schema.org/draft/2019-09/schema', 'schema-valid'],
    ['http://json-schema.org/draft-07/schema#', 'schema-valid'],
    ['http://json-schema.org/draft-04/schema#', 'schema-unchecked'],
  ])('of draft %s: %s', async ($schema, code) => {
    const { $id: _, ...rest } = schema({ $schema });
    expect((await check({ [SCHEMA_URL]: rest }, named())).found).toEqual([[code, '/credentialSchema']]);
  });

  test('has the digest that the credential says, or rejects', async () => {
    const site = { [SCHEMA_URL]: schema() };
    const digestMultibase = digestBytes(bytesOf(schema()));
    const digestSRI = `sha384-${createHash('sha384').update(bytesOf(schema())).digest('base64')}`;
    expect((await check(site, named({ digestMultibase, digestSRI }))).verdict).toBe('accepted');
    const other = { [SCHEMA_URL]: schema({ title: 'Other' }) };
    for (const digest of [{ digestMultibase }, { digestSRI }])
      expect(await check(other, named(digest))).toMatchObject({
        verdict: 'rejected',
        found: [['resource-digest', '/credentialSchema']],
      });
  });

  test.each<[string, Site, JsonObject]>([
    ['that nobody answers for', {}, named()],
    ['that is gone', { [SCHEMA_URL]: { status: 410 } }, named()],
    ['that is no JSON', { [SCHEMA_URL]: { status: 200, text: 'Hello' } }, named()],
    ['that is no object', { [SCHEMA_URL]: { status: 200, text: '[]' } }, named()],
    ['without a draft', { [SCHEMA_URL]: { type: 'object' } }, named()],
    ['of a form nobody knows', { [SCHEMA_URL]: schema({ type: 'nonsense' }) }, named()],
    ['that refers to others', { [SCHEMA_URL]: schema({ $ref: 'https://elsewhere.example/x' }) }, named()],
    ['to be run asynchronously', { [SCHEMA_URL]: schema({ $async: true }) }, named()],
    ['of another type', { [SCHEMA_URL]: schema() }, named({ type: 'ShapeExpression' })],
    ['at a DID', {}, named({ id: 'did:example:schema' })],
    ['with a digest that is none', { [SCHEMA_URL]: schema() }, named({ digestSRI: 'sha256-x' })],
    ['too large', { [SCHEMA_URL]: schema({ title: 'x'.repeat(300_000) }) }, named()],
  ])('%s is not applied, and that is said', async (_name, site, members) => {
    expect(await check(site, members)).toMatchObject({
      verdict: 'accepted',
      found: [['schema-unchecked', '/credentialSchema']],
    });
  });

  test('whose pattern would take for ever is given up', async () => {
    const evil = schema({ properties: { evil: { pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' } } });
    const { found } = await check({ [SCHEMA_URL]: evil }, { ...named(), evil: 'a'.repeat(60) });
    expect(found).toEqual([['schema-unchecked', '/credentialSchema']]);
  });

  test('is not fetched for a credential that was changed', async () => {
    const changed = (signed: JsonObject) => ({ ...signed, credentialSubject: { id: 'did:example:other' } });
    const { verdict, calls } = await check({ [SCHEMA_URL]: schema() }, named(), changed);
    expect([verdict, calls]).toEqual(['rejected', []]);
  });

  test('is one of several: each is applied, and those of the standard, which are for its records, are not fetched', async () => {
    const standard =
      'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json';
    const { found, calls } = await check(
      { [SCHEMA_URL]: schema(), 'https://schemas.example/none.json': schema({ required: ['none'] }) },
      {
        credentialSchema: [
          { id: standard, type: '1EdTechJsonSchemaValidator2019' },
          { id: SCHEMA_URL, type: 'JsonSchema' },
          { id: 'https://schemas.example/none.json', type: 'JsonSchema' },
        ],
      },
    );
    expect(found).toEqual([
      ['schema-unchecked', '/credentialSchema/0'],
      ['schema-valid', '/credentialSchema/1'],
      ['schema-mismatch', ''],
    ]);
    expect(calls).not.toContain(standard);
  });
});

describe('a JsonSchemaCredential', () => {
  const members = named({ type: 'JsonSchemaCredential' });

  async function schemaCredential(
    jsonSchema: JsonObject,
    type = 'JsonSchemaCredential',
  ): Promise<JsonObject> {
    const harness = await createHarness();
    const document = {
      ...credential(harness.signer.controller, {
        credentialSubject: { type: 'JsonSchema', jsonSchema },
      }),
      id: SCHEMA_URL,
      type: ['VerifiableCredential', type],
    };
    return signDocument(document, {
      proof: 'eddsa-rdfc-2022',
      signer: harness.signer,
      now: harness.now(),
      loadDocument: harness.loadDocument,
    });
  }

  test('is verified, and its schema applied', async () => {
    const site = { [SCHEMA_URL]: await schemaCredential(schema()) };
    expect(await check(site, members)).toMatchObject({
      verdict: 'accepted',
      found: [['schema-valid', '/credentialSchema']],
    });
    const strict = { [SCHEMA_URL]: await schemaCredential(schema({ required: ['none'] })) };
    expect((await check(strict, members)).verdict).toBe('rejected');
  });

  test('that is not verified, or is none, is not applied', async () => {
    const signed = await schemaCredential(schema());
    const { proof: _, ...unsigned } = signed;
    const changed = {
      ...signed,
      credentialSubject: { type: 'JsonSchema', jsonSchema: schema({ title: 'x' }) },
    };
    const badge = await schemaCredential(schema(), 'OtherCredential');
    for (const document of [unsigned, changed, badge, schema()])
      expect((await check({ [SCHEMA_URL]: document }, members)).found).toEqual([
        ['schema-unchecked', '/credentialSchema'],
      ]);
  });
});

describe('a related resource', () => {
  const url = 'https://files.example/syllabus.json';
  const digestMultibase = digestBytes(bytesOf({ title: 'Syllabus' }));
  const relatedResource = [{ id: url, digestMultibase }];

  test('is what the issuer signed for, or rejects; unread it is said', async () => {
    const found = async (site: Site) => {
      const outcome = await check(site, { relatedResource });
      return [outcome.verdict, ...outcome.found];
    };
    const at = '/relatedResource/0';
    expect(await found({ [url]: { title: 'Syllabus' } })).toEqual(['accepted', ['resource-valid', at]]);
    expect(await found({ [url]: { title: 'Other' } })).toEqual(['rejected', ['resource-digest', at]]);
    expect(await found({})).toEqual(['accepted', ['resource-unread', at]]);
    expect(await found({ [url]: { status: 410 } })).toEqual(['accepted', ['resource-unread', at]]);
  });

  test('that is a held context is compared with what is published, and never fetched', async () => {
    const context = (digest: JsonObject) => ({ relatedResource: { id: BASE, ...digest } });
    const good = { digestMultibase: 'uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ' };
    const accepted = await check({}, context(good));
    expect(accepted).toMatchObject({ verdict: 'accepted', found: [['resource-valid', '/relatedResource']] });
    expect(accepted.calls).not.toContain(BASE);
    expect((await check({}, context({ digestMultibase }))).verdict).toBe('rejected');
  });
});
