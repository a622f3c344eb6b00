/** Names of blank nodes that tell nothing of what is hidden (createHmacIdLabelMapFunction and createShuffledIdLabelMapFunction). */
import { createHmac } from 'node:crypto';
import type { SelectiveProof } from './base-proof.ts';
import type { LabelNodes } from './group-statements.ts';

/**
 * For `ecdsa-sd-2023` an HMAC of each canonical name; for `bbs-2023` its place among all of them in their order, so that the
 * names of two selections are not the same odd ones.
 */
export function labelNodes(suite: SelectiveProof, hmacKey: Uint8Array): LabelNodes {
  const hash = (name: string) => `u${createHmac('sha256', hmacKey).update(name).digest('base64url')}`;
  return (canonical) => {
    const labels = new Map(canonical.map((name) => [name, hash(name)]));
    if (suite === 'ecdsa-sd-2023') return labels;
    const places = new Map([...labels.values()].sort().map((label, i) => [label, `b${i}`]));
    return new Map([...labels].map(([name, label]) => [name, places.get(label) ?? '']));
  };
}
