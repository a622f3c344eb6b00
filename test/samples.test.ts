/** 1EdTech's published samples, each verified with no network and a fixed clock: docs/samples.md, held row by row. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../src/images/read-document.ts';
import type { Json, JsonObject } from '../src/kernel/json.ts';
import { decisiveFinding } from '../src/kernel/report.ts';
import { verifyNodes } from '../src/workflows/verify-nodes.ts';
import { type Expected, SAMPLE_VERDICTS } from './fixtures/sample-verdicts.ts';
import { createHarness, type Site } from './harness.ts';
import { hasReference, referencePath } from './reference.ts';

const samplesIn = (folder: string) =>
  readdirSync(referencePath(`samples/${folder}`)).map((file) => `${folder}/${file}`);

async function verify(value: Json, site: Site): Promise<Expected> {
  const { report } = await verifyNodes(await createHarness({ site }), value);
  const decisive = decisiveFinding(report);
  return decisive === undefined ? [report.verdict] : [report.verdict, decisive.code, decisive.pointer];
}

describe.skipIf(!hasReference)('published samples', () => {
  test('every one has a row', () => {
    const files = hasReference ? ['clr-v2', 'ob-v3'].flatMap(samplesIn) : [];
    expect(SAMPLE_VERDICTS.map(({ file }) => file)).toEqual(files.sort());
  });

  test.each(SAMPLE_VERDICTS)('$file', async ({ file, alone, answered }) => {
    const { value } = readDocument(readFileSync(referencePath(`samples/${file}`)), 1_000_000);
    expect(await verify(value, {})).toEqual(alone);
    expect(await verify(value, issuersOf(value))).toEqual(answered);
  });
});

/** The documents that the issuers of a credential would publish, if they existed: the keys it names, as theirs. */
function issuersOf(value: Json): Site {
  const site: Record<string, { id: string; verificationMethod: JsonObject[]; assertionMethod: string[] }> =
    {};
  const add = (controller: string, id: string, key: JsonObject) => {
    if (!controller.startsWith('https://')) return;
    site[controller] ??= { id: controller, verificationMethod: [], assertionMethod: [] };
    site[controller].verificationMethod.push({ id, controller, ...key });
    site[controller].assertionMethod.push(id);
  };
  const visit = (part: Json): void => {
    if (typeof part === 'string' && /^ey[\w-]+\.[\w-]+\.[\w-]+$/.test(part)) {
      const [header, payload] = part.split('.').slice(0, 2).map(decode) as [JsonObject, JsonObject];
      const issuer = String(payload['iss'] ?? (payload['issuer'] as JsonObject)['id']);
      if (header['jwk'] !== undefined)
        add(issuer, `${issuer}#key`, { type: 'JsonWebKey', publicKeyJwk: header['jwk'] });
      visit(payload);
    } else if (typeof part === 'object' && part !== null) {
      const { verificationMethod } = part as JsonObject;
      if (typeof verificationMethod === 'string') {
        const [controller = '', publicKeyMultibase = ''] = verificationMethod.split('#');
        add(controller, verificationMethod, { type: 'Multikey', publicKeyMultibase });
      }
      for (const member of Object.values(part)) visit(member);
    }
  };
  visit(value);
  return site;
}

const decode = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as Json;
