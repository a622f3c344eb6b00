/** The credentials inside a credential, each verified on its own. */
import { openEnvelope } from '../credentials/envelope.ts';
import { idOf } from '../credentials/schema-vc.ts';
import { idsIn, listNested, type Nested } from '../credentials/tree.ts';
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import type { JsonObject } from '../kernel/json.ts';
import { createLimit } from '../kernel/limit.ts';
import type { NodeKind } from '../kernel/report.ts';
import { checkBinding } from './check-binding.ts';
import type { Verifying } from './ports.ts';
import type { Surrounding } from './settle-credential.ts';
import type { Enclosure } from './settle-native-node.ts';
import { verifyCredential } from './verify-credential.ts';
import type { Checked } from './verify-native.ts';

/** More nested credentials than this in one document are not verified in one call. */
const MAX_NESTED = 5000;
/** Verifications under way at the same time; each holds a canonical form in memory. */
const PARALLEL = 8;

/**
 * Never throws for what the credentials say.
 *
 * @param enclosure what the proofs of the enclosing credential are worth
 * @param recipient id or e-mail address of the person asked for
 */
export async function verifyNested(
  deps: Verifying,
  credential: JsonObject,
  pointer: string,
  enclosure: Enclosure,
  recipient?: string,
): Promise<Checked> {
  const nested = listNested(credential, pointer);
  if (nested.length === 0) return { findings: [], nodes: [] };
  const ids = nested.some(({ role }) => role === 'endorsement') ? idsIn(credential) : new Set<string>();
  const inTurn = createLimit(PARALLEL);
  const checked = await Promise.all(
    nested.slice(0, MAX_NESTED).map((part) => {
      const { role, target } = part;
      const around: Surrounding = {
        role,
        enclosure,
        outer: credential,
        ids,
        ...(target === undefined ? {} : { target }),
        ...(recipient === undefined ? {} : { recipient }),
      };
      return inTurn(() => verifyPart(deps, part, around));
    }),
  );
  return {
    findings: [
      ...(nested.length > MAX_NESTED ? [finding('nodes-capped', pointer)] : []),
      ...checkIds(nested),
      ...checked.flatMap((part) => part.findings),
    ],
    nodes: checked.flatMap((part) => part.nodes),
  };
}

async function verifyPart(deps: Verifying, part: Nested, around: Surrounding): Promise<Checked> {
  const { value, pointer } = part;
  try {
    if (typeof value !== 'string') return await verifyCredential(deps, value, pointer, { around });
    const envelope = openEnvelope(value, pointer);
    if (envelope.kind !== 'vc')
      throw new BridgeError('record-unrecognised', 'A presentation stands where a credential is expected.');
    const binding = await checkBinding(deps, envelope, pointer, {});
    return await verifyCredential(deps, envelope.content, pointer, { around, envelope, binding });
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return unreadable(part, error.message);
  }
}

function unreadable({ pointer, role }: Nested, message: string): Checked {
  const failed = finding('envelope-malformed', pointer, message);
  const kind: NodeKind = role === 'endorsement' ? 'endorsement' : 'vc';
  return { findings: [failed], nodes: [{ pointer, kind, state: 'failed', reasons: [failed.code] }] };
}

/** One credential that stands twice counts twice for whoever only counts. */
function checkIds(nested: Nested[]): Finding[] {
  const places = new Map<string, string>();
  return nested.flatMap(({ value, pointer, role }) => {
    const id = typeof value === 'string' ? undefined : idOf(value);
    if (id === undefined || role === 'endorsement') return [];
    const before = places.get(id);
    if (before === undefined) {
      places.set(id, pointer);
      return [];
    }
    return [finding('id-duplicate', pointer, `The credential ${id} stands at ${before} as well.`)];
  });
}
