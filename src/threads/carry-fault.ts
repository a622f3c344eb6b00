/** A fault as it crosses from one thread to another, without loss. */
import { BridgeError } from '../kernel/errors.ts';

export type Fault = Pick<BridgeError, 'code' | 'message' | 'pointer' | 'errors' | 'extra'>;

export function carryFault({ code, message, pointer, errors, extra }: BridgeError): Fault {
  return { code, message, pointer, errors, extra };
}

export function faultOf({ code, message, ...more }: Fault): BridgeError {
  return new BridgeError(code, message, more);
}
