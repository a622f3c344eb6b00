/** A record of CLR 1.0 verbatim, in a VC-JWT or an SD-JWT. What jose alone takes for the same payload is the floor. */
import { CompactSign, compactVerify, exportJWK, generateKeyPair, importJWK } from 'jose';
import { type JsonObject, parseJson } from '../../src/kernel/json.ts';
import { discloseCredential } from '../../src/workflows/disclose-credential.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { wrapRecord } from '../../src/workflows/wrap-record.ts';
import { recordOfSize } from '../../test/fixtures/arbitrary-clr.ts';
import type { Harness } from '../../test/harness.ts';
import { checksSide, signaturesSide } from '../floor.ts';
import type { Didkit } from '../peers/didkit.ts';
import { checkingSide, isAccepted, isTrue, makingSide, type Row } from '../row.ts';

const asToken = async (harness: Harness, text: string, proof: 'jwt' | 'sd-jwt') => {
  const { verifiableCredential } = await wrapRecord(harness, { records: [parseJson(text).value], proof });
  harness.saved.length = 0;
  return verifiableCredential as string;
};

export async function rowsOfJwt(
  harness: Harness,
  didkit: Didkit | undefined,
  kilobytes: number,
): Promise<Row[]> {
  const record = recordOfSize(kilobytes * 1024);
  const text = JSON.stringify(record);
  const wrap = () => asToken(harness, text, 'jwt');
  const token = await wrap();
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();

  // both keys of jose are imported once, as whoever uses it does
  const pair = await generateKeyPair('Ed25519', { extractable: true });
  const publicKey = await importJWK(await exportJWK(pair.publicKey), 'EdDSA');
  const signPlain = () =>
    new CompactSign(Buffer.from(JSON.stringify(JSON.parse(payload))))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'vc+jwt' })
      .sign(pair.privateKey);
  const checkPlain = (given: string) =>
    compactVerify(given, publicKey)
      .then(({ payload: read }) => typeof JSON.parse(Buffer.from(read).toString()) === 'object')
      .catch(() => false);

  const issue: Row['sides'] = {
    ours: makingSide(wrap, async (made) => isAccepted(await verifyNodes(harness, made))),
    floor: makingSide(signPlain, checkPlain),
  };
  const verify: Row['sides'] = {
    ours: checkingSide((given) => verifyNodes(harness, given), token, isAccepted),
    floor: checkingSide(checkPlain, await signPlain(), isTrue),
  };
  if (didkit !== undefined) {
    const issueTheirs = () =>
      didkit.issueJwt({
        '@context': ['https://www.w3.org/2018/credentials/v1'],
        id: 'urn:uuid:00000000-0000-4000-8000-000000000000',
        type: ['VerifiableCredential'],
        issuer: didkit.did,
        issuanceDate: '2026-01-01T00:00:00Z',
        credentialSubject: { clr: JSON.parse(text) as JsonObject },
      });
    issue.didkit = makingSide(issueTheirs, didkit.verifyJwt);
    verify.didkit = checkingSide(didkit.verifyJwt, await issueTheirs(), isTrue);
  }
  return [
    { family: 'jwt', label: `wrap ${kilobytes} KB`, sides: issue },
    { family: 'jwt', label: `verify ${kilobytes} KB`, sides: verify },
  ];
}

/** A record whose courses can be hidden, and three of them shown. */
export async function rowsOfSdJwt(harness: Harness, kilobytes: number): Promise<Row[]> {
  const record = recordOfSize(kilobytes * 1024);
  const text = JSON.stringify(record);
  const wrap = () => asToken(harness, text, 'sd-jwt');
  const token = await wrap();
  const keep = (record['assertions'] as { id: string }[]).slice(0, 3).map(({ id }) => id);
  const disclose = async () =>
    (await discloseCredential(harness, { credential: token, keep })).verifiableCredential as string;
  const shown = await disclose();
  const holds = async (made: string) => isAccepted(await verifyNodes(harness, made));
  const label = `${kilobytes} KB`;
  return [
    {
      family: 'sdJwt',
      label: `wrap ${label}`,
      sides: { ours: makingSide(wrap, holds), floor: signaturesSide(1) },
    },
    {
      family: 'sdJwt',
      label: `show 3 courses of ${label}`,
      sides: {
        ours: makingSide(disclose, async (made) => made.length <= token.length && (await holds(made))),
      },
    },
    {
      family: 'sdJwt',
      label: `verify 3 courses of ${label}`,
      sides: {
        ours: checkingSide((given) => verifyNodes(harness, given), shown, isAccepted),
        floor: checksSide(1),
      },
    },
  ];
}
