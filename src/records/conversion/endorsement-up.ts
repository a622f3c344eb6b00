/** Endorsements of CLR 1.0 in CLR 2.0: only those that the signer may give again. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { CLR2_REST } from './carrier.ts';
import { contextsOf } from './contexts-up.ts';
import { validityOf } from './date.ts';
import { ENDORSER, mapProfile, profileId } from './endorser-up.ts';
import { finishCredential } from './finish-up.ts';
import {
  dateTime,
  id as idRule,
  isAbsent,
  keepOthers,
  listOf,
  mapObject,
  type Rule,
  type Rules,
  text,
} from './members-up.ts';
import { mintId } from './mint.ts';
import {
  createScope,
  keep,
  markAdded,
  memberSpot,
  note,
  rootSpot,
  type Scope,
  type Spot,
} from './scope-up.ts';

/**
 * One endorsement. With the bridge as issuer it would seem to endorse, and unsigned nobody could verify it; so
 * what others said is carried as it is.
 */
const endorsement: Rule = (value, spot) => {
  if (!isObject(value)) return keep(spot, value);
  if (isRevoked(value)) return keep(spot, value, 'revoked-set-aside');
  const { scope } = spot;
  const endorser = profileId(value['issuer']);
  if (endorser === undefined || !scope.call.speaksFor.has(endorser) || !isObject(value['issuer']))
    return keep(spot, value, 'endorsement-not-convertible');
  return reissue(value, createScope(scope.call, scope.pointer + spot.at, scope.losses));
};

export const endorsements = listOf(endorsement);

/** Whatever does not say clearly that it is not revoked, is. */
export function isRevoked({ revoked }: JsonObject): boolean {
  return revoked !== undefined && revoked !== null && revoked !== false;
}

/** What the standard says of the verification and the revocation of a record ends with the record. */
export function noteReplaced(value: JsonObject, spot: Spot): void {
  const { verification, revoked } = value;
  if (!isAbsent(verification)) note(memberSpot(spot, 'verification'), 'verification-dropped', verification);
  if (revoked === false) note(memberSpot(spot, 'revoked'), 'default-dropped', revoked);
}

/** Members that every record has, and that are read apart. */
export const REPLACED: Rules = { id: null, verification: null, revoked: null, [CLR2_REST]: null };

const ENDORSEMENT: Rules = { ...REPLACED, issuer: null, issuedOn: null, claim: null };

function reissue(value: JsonObject, scope: Scope): JsonObject {
  const { call } = scope;
  const spot = rootSpot(scope);
  const { id: oldId, newId } = reissueId(value, spot);
  const issuer = mapProfile(
    value['issuer'] as JsonObject,
    memberSpot(spot, 'issuer'),
    'EndorsementProfile',
    ENDORSER,
  );
  keep(memberSpot(memberSpot(spot, 'issuer'), 'id'), profileId(value['issuer']) as string);
  const dates = awardDates(value, spot);
  const subject = mapClaim(value['claim'], memberSpot(spot, 'claim', 'credentialSubject'));
  keepOthers(value, spot, 'Endorsement', ENDORSEMENT);
  noteReplaced(value, spot);
  markAdded(memberSpot(spot, 'name'));
  const credential = {
    '@context': contextsOf('badge', call),
    id: newId,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'Endorsement',
    issuer: { ...issuer, id: call.issuer.id },
    ...dates,
    credentialSubject: subject,
    evidence: [],
  };
  const rest = value[CLR2_REST];
  const restSpot = memberSpot(spot, CLR2_REST);
  return finishCredential(credential, 'EndorsementCredential', scope, { oldId, rest, restSpot });
}

/** The old id goes into the carrier: a new credential is another thing, and hosted elsewhere. */
export function reissueId(value: JsonObject, spot: Spot): { id: string; newId: string } {
  const { id } = value;
  const place = memberSpot(spot, 'id');
  if ((typeof id !== 'string' && typeof id !== 'number') || id === '') {
    note(place, 'id-missing');
    return { id: '', newId: '' };
  }
  keep(place, id, 'id-reissued');
  return { id: String(id), newId: mintId('credential', spot.scope.call.issuer.id, String(id)) };
}

/** `issuedOn` as both dates of the credential; nothing where it is absent or wrong, and the loss is noted. */
export function awardDates(value: JsonObject, spot: Spot): JsonObject {
  const place = memberSpot(spot, 'issuedOn', 'validFrom');
  if (isAbsent(value['issuedOn'])) {
    note(place, 'required-missing');
    return {};
  }
  const date = dateTime(value['issuedOn'], place);
  return typeof date === 'string' ? { validFrom: validityOf(date) ?? date, awardedDate: date } : {};
}

/** What is endorsed; of a record that is a new credential now, the new id. */
const endorsed: Rule = (value, spot) => {
  const newId = typeof value === 'string' ? spot.scope.call.newIds.get(value) : undefined;
  if (newId === undefined) return idRule(value, spot);
  keep(spot, value, 'id-reissued');
  return newId;
};

const CLAIM: Rules = { id: ['id', endorsed], endorsementComment: ['endorsementComment', text] };

function mapClaim(claim: Json | undefined, spot: Spot): JsonObject {
  const subject: JsonObject = { type: ['EndorsementSubject'] };
  if (!isObject(claim)) {
    note(memberSpot(spot, 'id'), 'id-missing');
    return subject;
  }
  const { id, ...mapped } = mapObject(claim, spot, 'EndorsementClaim', CLAIM);
  if (id === undefined) note(memberSpot(spot, 'id'), 'id-missing');
  return { ...(id === undefined ? {} : { id }), ...subject, ...mapped };
}
