import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json } from '../kernel/json.ts';
import { resolvePointer } from '../kernel/pointer.ts';
import type { OpenedSdJwt } from '../kernel/sd-jwt.ts';
import { typesOf, validityOf } from './schema-vc.ts';

/** More places than this are said together. */
const MAX_PLACES = 50;

/** RFC 9901 section 7.1; and how much of what the issuer signed is not shown, since a selection is not the whole. */
export function checkSelection({ faults, hidden, payload }: OpenedSdJwt, pointer: string): Finding[] {
  const places = new Map<string, number>();
  for (const place of hidden) places.set(place, (places.get(place) ?? 0) + 1);
  const single = [...places].slice(0, MAX_PLACES);
  const rest = hidden.length - single.reduce((sum, [, count]) => sum + count, 0);
  return [
    ...faults.map((fault) => finding('disclosure-invalid', pointer, fault)),
    ...single.map(([place, count]) =>
      finding(
        'selection-disclosed',
        pointer + place,
        `${parts(count)} that the issuer signed here ${count === 1 ? 'is' : 'are'} not shown.`,
      ),
    ),
    ...(rest > 0
      ? [finding('selection-disclosed', pointer, `${parts(rest)} in other places are not shown.`)]
      : []),
    ...[...places.keys()].flatMap((place) =>
      checkHiddenStatus(resolvePointer(payload, place), pointer + place),
    ),
  ];
}

/**
 * A digest does not tell what it hides, and an issuer may let even its end or its status be hidden: then a credential
 * that was revoked looks as one that cannot be.
 *
 * @param credential one of which members are hidden, or may be
 */
export function checkHiddenStatus(credential: Json | undefined, pointer: string): Finding[] {
  if (!isObject(credential) || !typesOf(credential).includes('VerifiableCredential')) return [];
  const ends = validityOf(credential).until !== undefined || credential['exp'] !== undefined;
  return ends && credential['credentialStatus'] !== undefined ? [] : [finding('status-hidden', pointer)];
}

const parts = (count: number) => `${count} more ${count === 1 ? 'part' : 'parts'}`;
