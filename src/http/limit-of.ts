/** How many a list shall have at most, as its caller says. */
import type { Request } from 'express';
import { BridgeError } from '../kernel/errors.ts';

/** More than this are not listed in one answer. */
const MAX_LISTED = 1000;
const LISTED = 100;

/** @throws BridgeError `request-invalid` */
export function limitOf({ query }: Request): number {
  const text = query['limit'];
  if (text === undefined) return LISTED;
  const limit = typeof text === 'string' && /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LISTED) return limit;
  throw new BridgeError('request-invalid', `limit is a whole number from 1 to ${MAX_LISTED}.`);
}
