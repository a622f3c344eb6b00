/** A CLR as separate achievement credentials, for wallets that cannot show a CLR. */

import { hasProof, subjectsOf } from '../credentials/schema-vc.ts';
import { isMemberAt, listNested } from '../credentials/tree.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { Finding } from '../kernel/findings.ts';
import { asArray, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { kindName } from '../records/kind-name.ts';
import type { Loss } from '../records/losses.ts';
import { isNativeRecord, parseRecord } from '../records/parse-record.ts';
import { credentialOf } from './credential-of.ts';
import type { VerifyDeps, WrapDeps } from './ports.ts';
import { isEnvelopeProof, type Secured } from './secure-credential.ts';
import { type WrapInput, wrapRecord } from './wrap-record.ts';

/** The record, and for one of CLR 1.0 the options of wrapping it under clr2. */
export type SplitInput = Omit<WrapInput, 'records' | 'profile' | 'embedSource' | 'source'> & {
  record: JsonObject | string;
};

export type Split = {
  /** In the order of the record, each with its own proof, byte for byte as it stands there. */
  verifiableCredentials: Secured[];
  /** Pointers of what is no achievement credential of its own, and so is in none of them. */
  leftOut: { pointer: string; reason: string }[];
  losses: Loss[];
  warnings: Finding[];
};

/**
 * A signed ClrCredential is taken apart as it is; a record that is not signed yet is wrapped first (`clr2`).
 * Whether the proofs hold is not checked: `verify` says that of each.
 *
 * @throws BridgeError what `wrapRecord` throws; `record-unsupported` for what is no CLR
 */
export async function splitRecord(deps: WrapDeps & VerifyDeps, input: SplitInput): Promise<Split> {
  const { record, ...options } = input;
  const parsed = parseRecord(record);
  if (!isNativeRecord(parsed)) {
    const opened = credentialOf(parsed);
    if (opened?.kind !== 'clr-2.0') {
      const kind = opened?.kind ?? parsed.kind;
      throw new BridgeError('record-unsupported', `This is ${kindName(kind)}; a CLR can be split.`);
    }
    if (opened.jws !== undefined || hasProof(opened.credential))
      return { ...takeApart(opened.credential), losses: [], warnings: [] };
  }
  const { proof: _proof, ...rest } = options;
  const { verifiableCredential, losses, warnings } = await wrapRecord(deps, {
    ...rest,
    ...(options.proof === undefined || isEnvelopeProof(options.proof) ? {} : { proof: options.proof }),
    records: [record],
    profile: 'clr2',
  });
  const wholes = (Array.isArray(verifiableCredential) ? verifiableCredential : [verifiableCredential]).map(
    (one) => takeApart(one as JsonObject),
  );
  return {
    verifiableCredentials: wholes.flatMap((whole) => whole.verifiableCredentials),
    leftOut: wholes.flatMap(({ leftOut }) => leftOut),
    losses,
    warnings,
  };
}

function takeApart(credential: JsonObject): Pick<Split, 'verifiableCredentials' | 'leftOut'> {
  const found = listNested(credential).filter(({ pointer }) => isMemberAt(pointer));
  const leftOut: Split['leftOut'] = [];
  const verifiableCredentials: Secured[] = [];
  for (const { value, pointer } of found) {
    if (typeof value === 'string' || hasProof(value)) verifiableCredentials.push(value);
    else
      leftOut.push({ pointer, reason: 'It has no proof of its own; the record around it vouches for it.' });
  }
  const [subject] = subjectsOf(credential);
  for (const [member, what] of [
    ['achievement', 'An achievement that nobody is said to have.'],
    ['association', 'How achievements relate to each other.'],
  ] as const) {
    for (const i of asArray(subject?.[member]).keys())
      leftOut.push({ pointer: appendPointer(`/credentialSubject/${member}`, i), reason: what });
  }
  for (const { pointer, role } of listNested(credential))
    if (role === 'endorsement' && !isMemberAt(pointer))
      leftOut.push({ pointer, reason: 'An endorsement of the record.' });
  return { verifiableCredentials, leftOut };
}
