/** Base proofs of which parts are shown. The libraries find no parts in a CLR 2.0, so a badge is what they are compared by. */
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { discloseCredential } from '../../src/workflows/disclose-credential.ts';
import { embedBase } from '../../src/workflows/embed-base.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { wrapRecord } from '../../src/workflows/wrap-record.ts';
import { recordOfSize } from '../../test/fixtures/arbitrary-clr.ts';
import { badge } from '../../test/fixtures/signed-clr2.ts';
import { createHarness } from '../../test/harness.ts';
import { checksSide, signaturesSide } from '../floor.ts';
import { createPlainSelective } from '../peers/plain-selective.ts';
import { badgesOf, checkingSide, isAccepted, isTrue, makingSide, type Row } from '../row.ts';

const createSelectiveHarness = async () =>
  createHarness({ now: () => new Date(), signer: await createSigner('P-256') });

/** One badge, of which the achievement is shown and the grade is not. */
export async function rowsOfBadge(): Promise<Row[]> {
  const harness = await createSelectiveHarness();
  const { signer } = harness;
  const plain = createPlainSelective(await EcdsaMultikey.generate({ curve: 'P-256' }));
  const keep = '/credentialSubject/achievement';
  const issue = () => embedBase(harness, badge(1, signer.controller), { proof: 'ecdsa-sd-2023', signer });
  const disclose = async (credential: JsonObject) =>
    (await discloseCredential(harness, { credential, keep: [keep] })).verifiableCredential as JsonObject;
  const issued = await issue();
  const issuedPlain = await plain.issue(badge(1, plain.did));
  const [shown, shownPlain] = [await disclose(issued), await plain.derive(issuedPlain, [keep])];
  const holds = async (made: JsonObject) => isAccepted(await verifyNodes(harness, made));
  const showsPlain = async (made: JsonObject) => plain.verify(made);
  return [
    {
      family: 'selective',
      label: 'issue a badge',
      sides: {
        ours: makingSide(issue, async (made) => holds(await disclose(made).catch(() => made))),
        digitalbazaar: makingSide(
          () => plain.issue(badge(1, plain.did)),
          // the name of the badge is what a wrong answer differs in
          async (made) => plain.verify(await plain.derive(made, ['/name', keep])),
        ),
      },
    },
    {
      family: 'selective',
      label: 'show a part of a badge',
      sides: {
        ours: makingSide(() => disclose(issued), holds),
        digitalbazaar: makingSide(() => plain.derive(issuedPlain, [keep]), showsPlain),
      },
    },
    {
      family: 'selective',
      label: 'verify a part of a badge',
      sides: {
        ours: checkingSide((given) => verifyNodes(harness, given), shown, isAccepted),
        digitalbazaar: checkingSide(plain.verify, shownPlain, isTrue),
      },
    },
  ];
}

/** A record under clr2 with a base proof, and three badges shown of it. */
export async function rowsOfSelection(kilobytes: number): Promise<Row[]> {
  const harness = await createSelectiveHarness();
  const record = recordOfSize(kilobytes * 1024);
  const wrap = async () => {
    const { verifiableCredential } = await wrapRecord(harness, {
      records: [record],
      profile: 'clr2',
      proof: 'ecdsa-sd-2023',
    });
    harness.saved.length = 0;
    return verifiableCredential as JsonObject;
  };
  const wrapped = await wrap();
  const keep = badgesOf(wrapped)
    .slice(0, 3)
    .map((_, n) => `/credentialSubject/verifiableCredential/${n}`);
  const disclose = async (credential: JsonObject) =>
    (await discloseCredential(harness, { credential, keep })).verifiableCredential as JsonObject;
  const shown = await disclose(wrapped);
  const holds = async (made: JsonObject) => isAccepted(await verifyNodes(harness, made));
  const label = `${kilobytes} KB as CLR 2.0`;
  return [
    {
      family: 'selective',
      label: `wrap ${label}`,
      sides: {
        ours: makingSide(wrap, async (made) => holds(await disclose(made).catch(() => made))),
        floor: signaturesSide(badgesOf(wrapped).length + 1, 'P-256'),
      },
    },
    {
      family: 'selective',
      label: `show 3 badges of ${label}`,
      sides: { ours: makingSide(() => disclose(wrapped), holds) },
    },
    {
      family: 'selective',
      label: `verify 3 badges of ${label}`,
      sides: {
        ours: checkingSide((given) => verifyNodes(harness, given), shown, isAccepted),
        floor: checksSide(keep.length + 1, 'P-256'),
      },
    },
  ];
}
