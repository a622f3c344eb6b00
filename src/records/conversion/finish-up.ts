/** The end of each new credential: what comes back from an earlier turn, the evidence of its source, the carrier. */
import type { Json, JsonObject } from '../../kernel/json.ts';
import { CLR1_REST } from './carrier.ts';
import { withSource } from './evidence-up.ts';
import { type NewKind, replayRest } from './replay-up.ts';
import { carrierOf, type Scope, type Spot } from './scope-up.ts';

type Source = {
  /** The id it has in CLR 1.0. */
  oldId: string;
  /** The name of who awarded it, where somebody did. */
  awarder?: string;
  /** `bridge:clr2Rest`, and its spot. */
  rest: Json | undefined;
  restSpot: Spot;
};

/** @param credential all but the evidence that ends it; its `evidence` stands where it is to stand, also where it is empty */
export function finishCredential(
  credential: JsonObject & { evidence: JsonObject[] },
  kind: NewKind,
  scope: Scope,
  { oldId, awarder, rest, restSpot }: Source,
): JsonObject {
  const replayed =
    rest === undefined || rest === null ? credential : replayRest(credential, kind, rest, restSpot);
  const evidence = Array.isArray(replayed['evidence']) ? (replayed['evidence'] as JsonObject[]) : [];
  const finished = { ...replayed, evidence: withSource(scope, evidence, oldId, awarder) };
  const carrier = carrierOf(scope);
  return carrier === undefined ? finished : { ...finished, [CLR1_REST]: carrier };
}
