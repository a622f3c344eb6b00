/** What the new credentials name as `@context`: the constants of each kind, and the term of the carrier. */
import type { Json } from '../../kernel/json.ts';
import { VC2_CONTEXT } from '../../kernel/vc-version.ts';
import { CLR2_CONTEXT } from '../model-clr2.ts';
import { OB3_CONTEXT } from '../model-ob3.ts';
import { CARRIER_CONTEXT } from './carrier.ts';
import type { Call } from './scope-up.ts';

export function contextsOf(kind: 'record' | 'badge', { carry }: Call): Json[] {
  const record = kind === 'record' ? [CLR2_CONTEXT] : [];
  return [VC2_CONTEXT, ...record, OB3_CONTEXT, ...(carry ? [CARRIER_CONTEXT] : [])];
}
