/** The service as it is put together, a holder with a key of its own, and what tests of a data model ask of both. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Composed, compose } from '../../src/compose.ts';
import { parseConfig } from '../../src/config.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { type Client, startClient } from '../http/client.ts';

/** Members to add; undefined takes one out. */
export type Members = Record<string, Json | undefined>;

export type Answer = { verified: boolean; codes: string[]; types: string[] };

const without = (members: Members): JsonObject => JSON.parse(JSON.stringify(members)) as JsonObject;

/**
 * Starts the service before the tests of a file, and stops it after them.
 * @param least what every credential has beside type, issuer and subject
 */
export function useService(least: { '@context': Json[] } & JsonObject) {
  let folder: string;
  let composed: Composed;
  let client: Client;
  let issuer: string;
  let holder: Signer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clr-bridge-conformance-'));
    composed = await compose(
      parseConfig({ CLR_BRIDGE_DATA: folder, CLR_BRIDGE_SECRET: 'only for this test' }),
    );
    ({ did: issuer } = await composed.bridge.keys.create());
    client = await startClient(composed.bridge);
    holder = await createSigner();
  });
  afterAll(async () => {
    await client.server.close();
    await composed.close();
    rmSync(folder, { recursive: true });
  });

  /** The least a credential must say, with members added. */
  const credential = (members: Members = {}): JsonObject =>
    without({
      ...least,
      type: ['VerifiableCredential'],
      issuer,
      credentialSubject: { id: 'did:example:subject' },
      ...members,
    });

  async function issue(members: Members = {}): Promise<JsonObject> {
    const { status, text, body } = await client.post('/credentials/issue', {
      credential: credential(members),
    });
    expect([status, status === 201 ? '' : text]).toEqual([201, '']);
    return body.verifiableCredential;
  }

  /** The place in the credential that the refusal names. */
  async function refused(members: Members): Promise<string> {
    const { status, body } = await client.post('/credentials/issue', { credential: credential(members) });
    expect([400, 422]).toContain(status);
    return String(body.errors?.[0]?.pointer ?? body.pointer).replace(/^\/credential/, '');
  }

  async function ask(path: string, body: JsonObject): Promise<Answer> {
    const { status, body: answer } = await client.post(path, { ...body, options: { checks: ['proof'] } });
    if (status !== 200) {
      expect([400, 422]).toContain(status);
      return { verified: false, codes: [answer.code], types: [answer.type] };
    }
    const { verified, problemDetails } = answer;
    const errors = problemDetails.filter(({ severity }: { severity: string }) => severity === 'error');
    expect(errors.length).toBe(answer.errors.length);
    const codes = errors.map(({ code }: { code: string }) => code);
    return { verified, codes, types: errors.map(({ type }: { type: string }) => type) };
  }

  const verify = (verifiableCredential: Json) => ask('/credentials/verify', { verifiableCredential });
  const verifyVp = (verifiablePresentation: Json) => ask('/presentations/verify', { verifiablePresentation });

  /** A presentation signed by the holder. */
  const sign = (document: JsonObject) =>
    signDocument(document, {
      proof: 'eddsa-rdfc-2022',
      signer: holder,
      now: new Date(),
      loadDocument: createContextLoader(),
      purpose: 'authentication',
      challenge: 'c',
      domain: 'suite.example',
    });
  /** Signed by the holder as it is, whatever JSON-LD would say of it. */
  const jwt = (document: JsonObject, typ = 'vc+jwt') =>
    holder.signJws({ typ, kid: holder.id }, new TextEncoder().encode(JSON.stringify(document)));
  /** A credential of the holder’s own that breaks a rule, signed all the same. */
  const verifyBroken = async (members: Members) =>
    verify(await jwt(credential({ issuer: holder.controller, ...members })));

  const presentation = (members: Members = {}): JsonObject =>
    without({ '@context': least['@context'], type: ['VerifiablePresentation'], ...members });
  const presented = async (members: Members = {}) => verifyVp(await sign(presentation(members)));

  return {
    client: () => client,
    keys: () => composed.bridge.keys,
    issuer: () => issuer,
    createKey: (did: string) => composed.bridge.keys.create({ name: 'other', did }),
    holder: () => holder,
    ...{ credential, issue, refused, verify, verifyVp, sign, jwt, verifyBroken, presentation, presented },
  };
}
