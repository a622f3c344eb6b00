/** Endorsements of Open Badges 3.0 as nodes of an outline, and credentials that cannot be shown. */
import type { JsonObject } from '../kernel/json.ts';
import { describeEndorsement, describeIssuer } from './describe.ts';
import { type InnerCredential, listInnerCredentials } from './inner-credentials.ts';
import type { OutlineNode } from './outline.ts';
import { firstObject } from './title.ts';

/** What a walk over a credential carries along. */
export type Walk = {
  /** Credentials around this one. */
  depth: number;
  /** Grows as the walk goes. */
  warnings: string[];
};

/** Credentials in JWS in credentials in JWS: nobody issues so many levels, and a walk has to end. */
const MAX_DEPTH = 20;

/** The endorsements that stand on an object: a credential, achievement or profile. */
export function outlineEndorsements(
  holder: JsonObject | undefined,
  pointer: string,
  walk: Walk,
): OutlineNode[] {
  if (holder === undefined) return [];
  const { id } = holder;
  return ['endorsement', 'endorsementJwt']
    .flatMap((member) => listInnerCredentials(holder, member, pointer, 'endorsement'))
    .map((inner) => outlineEndorsement(inner, typeof id === 'string' ? id : undefined, walk));
}

/** @param target id of what it stands on: an endorsement of something else says of what */
export function outlineEndorsement(
  inner: InnerCredential,
  target: string | undefined,
  walk: Walk,
): OutlineNode {
  const { value, pointer, kind } = inner;
  if (value === undefined || walk.depth > MAX_DEPTH) return outlineUnread(inner, walk);
  const { issuer } = value;
  return {
    pointer,
    kind,
    title: `Endorsed by ${describeIssuer(issuer).title}`,
    lines: describeEndorsement(value, target),
    children: outlineEndorsements(firstObject(issuer), `${pointer}/issuer`, deeper(walk)),
  };
}

/** A place holder for a credential that cannot be read, or is too deep inside others. */
export function outlineUnread({ pointer, kind, value, problem }: InnerCredential, walk: Walk): OutlineNode {
  const deep = value !== undefined;
  walk.warnings.push(
    deep
      ? `What is inside ${pointer} is too deep to be shown.`
      : `The signed part at ${pointer} cannot be read.`,
  );
  return {
    pointer,
    kind,
    title: deep ? 'Too deep to be shown' : 'Signed part that cannot be read',
    lines: problem === undefined ? [] : [problem],
    children: [],
  };
}

export function isTooDeep({ depth }: Walk): boolean {
  return depth > MAX_DEPTH;
}

export function deeper(walk: Walk): Walk {
  return { ...walk, depth: walk.depth + 1 };
}
