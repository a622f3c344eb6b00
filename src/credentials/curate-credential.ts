/** A learner’s selection from a CLR 2.0: the chosen credentials as they are, in a presentation. */

import { digestJson } from '../kernel/digest.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { VC2_CONTEXT } from '../kernel/vc-version.ts';
import { refuseUnknown } from '../records/resolve-keep.ts';
import { openEnvelope } from './envelope.ts';
import { hasProof, idOf, subjectsOf } from './schema-vc.ts';
import { isMemberAt, listNested, type Nested } from './tree.ts';

type KeptCredential = {
  /** Into the source. */
  pointer: string;
  id?: string;
  /** What it can still be verified by once the record around it is gone. */
  proof: 'own-signature' | 'none';
};

type CredentialProvenance = {
  source: {
    id?: string;
    /** Id of the issuer of the record. */
    issuer?: string;
    /** Digest of the whole credential (JCS, SHA-256, multibase). */
    digest: string;
  };
  kept: KeptCredential[];
  /** How many credentials were left out. */
  omitted: number;
  /** What of the record is not part of the selection, in words. */
  changes: string[];
};

export type CredentialCuration = {
  verifiablePresentation: JsonObject;
  provenance: CredentialProvenance;
  warnings: Finding[];
};

/**
 * Selects nested credentials of a ClrCredential. Each stays byte for byte and keeps its own proof; the record around
 * them, its signature and what it says beside them are not part of the presentation, which is not signed.
 *
 * @param keep JSON Pointers of nested credentials, their ids, or ids of their achievements; an id that occurs several
 *   times keeps all of them
 * @throws BridgeError `selection-unknown` where an entry of `keep` names nothing
 */
export function curateCredential(credential: JsonObject, keep: string[]): CredentialCuration {
  const members = listNested(credential).filter(
    ({ pointer, role }) => role === 'credential' && isMemberAt(pointer),
  );
  const places = placesOf(members);
  const found = keep.map((entry) => places.get(entry) ?? []);
  refuseUnknown(
    found.flatMap((named, i) => (named.length === 0 ? [i] : [])),
    keep,
  );
  const chosen = new Set(found.flat());
  const kept = members.filter((member) => chosen.has(member));
  const unproven = kept.filter((member) => proofOf(member) === 'none');
  const id = idOf(credential);
  const issuer = idOf(credential['issuer']);
  return {
    verifiablePresentation: {
      '@context': [VC2_CONTEXT],
      type: ['VerifiablePresentation'],
      verifiableCredential: kept.map(({ value }) => value),
    },
    provenance: {
      source: {
        ...(id === undefined ? {} : { id }),
        ...(issuer === undefined ? {} : { issuer }),
        digest: digestJson(credential),
      },
      kept: kept.map(keptOf),
      omitted: members.length - kept.length,
      changes: leftBehind(credential),
    },
    warnings: [
      finding('record-left-behind', ''),
      ...unproven.map(({ pointer }) =>
        finding('proof-left-behind', pointer, 'It has no proof of its own: taken alone, it is unverified.'),
      ),
    ],
  };
}

/** The credentials by all that may name them: a pointer, or an id, which several may have. */
function placesOf(members: Nested[]): Map<string, Nested[]> {
  const places = new Map<string, Nested[]>();
  for (const member of members) {
    for (const name of new Set([member.pointer, ...idsOf(member)])) {
      const named = places.get(name);
      if (named !== undefined) named.push(member);
      else places.set(name, [member]);
    }
  }
  return places;
}

function idsOf({ value, pointer }: Nested): string[] {
  const credential = typeof value === 'string' ? openEnvelope(value, pointer).content : value;
  const achievements = subjectsOf(credential).flatMap((subject) =>
    asArray<Json>(subject['achievement'] ?? []),
  );
  return [idOf(credential), ...achievements.map((achievement) => idOf(achievement))].filter(
    (id) => id !== undefined && !id.startsWith('/'),
  ) as string[];
}

function keptOf(member: Nested): KeptCredential {
  const { value, pointer } = member;
  const id = typeof value === 'string' ? idOf(openEnvelope(value, pointer).content) : idOf(value);
  return { pointer, ...(id === undefined ? {} : { id }), proof: proofOf(member) };
}

const proofOf = ({ value }: Nested): KeptCredential['proof'] =>
  typeof value === 'string' || hasProof(value) ? 'own-signature' : 'none';

function leftBehind(credential: JsonObject): string[] {
  const [subject] = subjectsOf(credential);
  const count = (member: string) => asArray(subject?.[member]).filter(isObject).length;
  return [
    'The record around them, and the signature of its issuer over the whole',
    ...(count('achievement') > 0
      ? [`${count('achievement')} achievements described beside the credentials`]
      : []),
    ...(count('association') > 0 ? [`${count('association')} associations between achievements`] : []),
  ];
}
