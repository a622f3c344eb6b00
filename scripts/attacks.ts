/** What can be done to a signed CLR without breaking the signature over its RDF. */
import type { JsonObject } from '../src/kernel/json.ts';
import { aRecord } from '../test/cli/shell.ts';

type Subject = JsonObject & { result: JsonObject[] };
type Badge = JsonObject & { credentialSubject: Subject };

/** A CLR 2.0 with two badges of one learner, of different issuers. */
export type Transcript = JsonObject & {
  '@context': (string | JsonObject)[];
  issuer: JsonObject;
  credentialSubject: { verifiableCredential: Badge[] };
};

export type Attack = {
  /** For the table. */
  name: string;
  change?: (record: Transcript) => void;
  /** Members of the record that the attack needs. */
  members?: { validUntil?: string };
  /** True where it is about the proofs that badges have of their own. */
  needsProofs?: boolean;
  /** True where the second badge is signed with a key that is not its issuer’s, before the record is signed. */
  forged?: boolean;
};

const badgesOf = (record: Transcript) => record.credentialSubject.verifiableCredential;

export const ATTACKS: Attack[] = [
  { name: 'nothing' },
  {
    name: 'two badges exchange their subjects: each issuer awards what the other did',
    change: (record) => {
      const [one, two] = badgesOf(record) as [Badge, Badge];
      [one.credentialSubject, two.credentialSubject] = [two.credentialSubject, one.credentialSubject];
    },
  },
  {
    name: 'a grade moves from one badge to another',
    change: (record) => {
      const [one, two] = badgesOf(record) as [Badge, Badge];
      two.credentialSubject.result = [...two.credentialSubject.result, ...one.credentialSubject.result];
      delete (one.credentialSubject as JsonObject)['result'];
    },
  },
  {
    name: 'one badge is split over two objects with its id',
    change: (record) => {
      const badges: JsonObject[] = badgesOf(record);
      const { id, type, credentialSubject, ...rest } = badges[0] as Badge;
      const same = { '@context': rest['@context'] ?? null, id: id ?? null, type: type ?? null };
      badges.splice(0, 1, { ...rest, ...same }, { ...same, credentialSubject });
    },
  },
  {
    name: 'the name of a profile that stands twice is removed from a badge',
    change: (record) => {
      delete (badgesOf(record)[0]!['issuer'] as JsonObject)['name'];
    },
  },
  {
    name: 'the same, removed from the record around it',
    change: (record) => {
      delete record.issuer['name'];
    },
  },
  {
    name: 'the badges are reordered',
    change: (record) => badgesOf(record).reverse(),
  },
  {
    name: 'a rubric is turned upside down: its lowest level comes first as the highest',
    change: (record) => {
      const { achievement } = badgesOf(record)[0]!.credentialSubject;
      const [description] = (achievement as { resultDescription: JsonObject[] }).resultDescription;
      (description!['rubricCriterionLevel'] as JsonObject[]).reverse();
    },
  },
  {
    name: '`AchievementCredential` is exchanged for its alias `OpenBadgeCredential`',
    change: (record) => {
      badgesOf(record)[0]!['type'] = ['VerifiableCredential', 'OpenBadgeCredential'];
    },
  },
  {
    name: 'a context is added that gives `validUntil`, long past, another name',
    members: { validUntil: '2026-05-15T00:00:00Z' },
    change: (record) => {
      const type = 'http://www.w3.org/2001/XMLSchema#dateTime';
      record['@context'].push({
        endsOn: { '@id': 'https://www.w3.org/2018/credentials#validUntil', '@type': type },
      });
      record['endsOn'] = record['validUntil'] ?? null;
      delete record['validUntil'];
    },
  },
  {
    name: 'a context is added under which a new member makes no statement',
    change: (record) => {
      record['@context'].push({ honours: '@index' });
      record['honours'] = 'With the highest distinction';
    },
  },
  { name: 'nothing; but one badge was signed with a stranger’s key', needsProofs: true, forged: true },
];

/** A CLR 1.0 with two courses, each with a grade and a rubric. */
export function gradedRecord(): JsonObject {
  const record = aRecord();
  const assertions = (record['assertions'] as JsonObject[]).map((assertion, n) => {
    const id = (kind: number) => `urn:uuid:0000000${kind}-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const level = (kind: number, name: string) => ({ id: id(kind), type: 'RubricCriterionLevel', name });
    const description = {
      id: id(3),
      type: 'ResultDescription',
      name: 'Grade',
      resultType: 'LetterGrade',
      rubricCriterionLevels: [level(4, 'Poor'), level(5, 'Good')],
    };
    const achievement = { ...(assertion['achievement'] as JsonObject), resultDescriptions: [description] };
    const results = [{ id: id(6), type: 'Result', resultDescription: id(3), value: 'AC'[n] ?? '' }];
    return { ...assertion, achievement, results };
  });
  return { ...record, assertions };
}
