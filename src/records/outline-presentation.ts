/** A presentation as a tree for people: whoever presents, and every credential. */
import type { JsonObject } from '../kernel/json.ts';
import { partyOf } from './award.ts';
import { listInnerCredentials } from './inner-credentials.ts';
import type { Outline } from './outline.ts';
import { outlineOpened } from './outline-credential.ts';

export function outlinePresentation(presentation: JsonObject, pointer: string): Outline {
  const shown = listInnerCredentials(presentation, 'verifiableCredential', pointer).map(outlineOpened);
  const holder = partyOf(presentation['holder']);
  const by = holder?.name ?? holder?.id;
  return {
    pointer,
    kind: 'vp',
    title: 'Presentation',
    lines: by === undefined ? [] : [`presented by ${by}`],
    children: shown.map(({ warnings: _, ...node }) => node),
    warnings: shown.flatMap(({ warnings }) => warnings),
  };
}
