import { LOSSES } from '../records/losses.ts';

export type LossDoc = {
  /** `refuse` stops the conversion. */
  level: string;
  /** Which conversion makes it. */
  by: string;
  /** Whether converting back brings the value back, where it is carried. */
  comesBack: boolean;
  doc: string;
};

/** The codes of losses, explained to people. */
export function listLosses(): Record<string, LossDoc> {
  return LOSSES;
}
