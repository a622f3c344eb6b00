/**
 * A CLR 1.0 record as a ClrCredential of CLR 2.0, each assertion in it a credential of Open Badges 3.0. Pure: no clock,
 * no network, nothing random. Signatures are checked before, and made afterwards.
 */
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import { selectAssertions } from './conversion/assertions-up.ts';
import { mapClr } from './conversion/clr-up.ts';
import { isRevoked } from './conversion/endorsement-up.ts';
import { nameOf } from './conversion/evidence-up.ts';
import { mintId } from './conversion/mint.ts';
import {
  type Call,
  createScope,
  type Fill,
  memberSpot,
  note,
  type Personal,
  rootSpot,
} from './conversion/scope-up.ts';
import { type ConversionPolicy, settleLosses } from './conversion/settle-losses.ts';
import { listUnsafeNumbers, type Opened, openJws } from './conversion/signed-up.ts';
import { isAbsoluteIri } from './conversion/uri.ts';
import { type Loss, lossOf } from './losses.ts';

export type UpgradeOptions = {
  /** Who will sign: a Profile of CLR 2.0, whose `id` is a URI. */
  issuer: JsonObject;
  /** Ids of profiles in whose name this signer may issue and endorse; default none. */
  speaksFor?: readonly string[];
  /** A URI that replaces the id of the learner, for instance a DID. */
  learnerId?: string;
  /** What stands in for members that CLR 2.0 requires and the source lacks; default `placeholder`. */
  fill?: Fill;
  /** What of the learner travels; default `identifiers`. */
  personal?: Personal;
  /** Whether what has no place in CLR 2.0 travels in the carrier; default true. */
  carry?: boolean;
  /** `strict` refuses at the first loss of level warning too; default `lenient`. */
  policy?: ConversionPolicy;
  /** The compact JWS that the record is the payload of. */
  sourceJws?: string;
};

export type Upgraded = {
  /** A ClrCredential; neither it nor a credential in it has a proof yet. It shares values with the source. */
  record: JsonObject;
  losses: Loss[];
};

/**
 * Converts one Clr; of a ClrSet, each member alone.
 *
 * @throws BridgeError `record-invalid` where the record cannot be converted, with all losses that refuse as `errors`;
 *   `request-invalid` where the issuer or the learner would have an id that is no URI
 */
export function upgrade(clr: JsonObject, options: UpgradeOptions): Upgraded {
  const { learnerId, sourceJws, policy = 'lenient' } = options;
  const losses: Loss[] = listUnsafeNumbers(clr).map((pointer) => lossOf('number-unsafe', pointer));
  const call = createCall(clr, options);
  const root = { ...createScope(call, '', losses), ...(sourceJws === undefined ? {} : { jws: sourceJws }) };
  if (sourceJws !== undefined) losses.push(...openJws(sourceJws, '').losses);
  const signed = openSigned(clr);
  const selection = selectAssertions(clr, signed, root);
  for (const { id } of [clr, ...selection.sources.map(({ value }) => value)]) {
    if (typeof id === 'string') call.newIds.set(id, mintId('credential', call.issuer.id, id));
  }
  if (isRevoked(clr)) note(memberSpot(rootSpot(root), 'revoked'), 'record-revoked');
  if (selection.sources.length === 0) note(rootSpot(root), 'record-empty');
  const record = mapClr(clr, selection, root, learnerId);
  const payloads = signed.map(({ jws, payload }) => payload ?? jws);
  const source = payloads.length > 0 ? { ...clr, signedAssertions: payloads } : clr;
  return { record, losses: withoutEchoes(settleLosses(source, losses, policy), call) };
}

function createCall(clr: JsonObject, options: UpgradeOptions): Call & { newIds: Map<string, string> } {
  const { issuer, speaksFor = [], learnerId, fill = 'placeholder', personal = 'identifiers' } = options;
  const { id } = clr;
  if (learnerId !== undefined) requireUri(learnerId, '/learnerId');
  return {
    issuer: { id: requireUri(issuer['id'], '/issuer/id'), type: ['Profile'], ...issuer } as Call['issuer'],
    speaksFor: new Set(speaksFor),
    fill,
    personal,
    carry: options.carry ?? true,
    clrId: typeof id === 'string' || typeof id === 'number' ? String(id) : '',
    publisherName: nameOf(clr['publisher']),
    newIds: new Map(),
    malformed: new Map(),
  };
}

function requireUri(id: unknown, pointer: string): string {
  if (typeof id === 'string' && isAbsoluteIri(id)) return id;
  throw new BridgeError('request-invalid', 'Who signs, and who is the subject, is named by a URI.', {
    pointer,
  });
}

function openSigned({ signedAssertions }: JsonObject): Opened[] {
  if (!Array.isArray(signedAssertions)) return [];
  return signedAssertions.map((jws, i) => openJws(jws, `/signedAssertions/${i}`));
}

/** Of the places of one malformed URN only the first is named. */
function withoutEchoes(losses: Loss[], { malformed }: Call): Loss[] {
  const seen = new Set<string>();
  return losses.filter((loss) => {
    const urn = malformed.get(loss);
    if (urn === undefined) return true;
    if (seen.has(urn)) return false;
    seen.add(urn);
    return true;
  });
}
