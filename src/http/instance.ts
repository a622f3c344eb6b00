/** An instance of VC-API: the same calls under /issuers/{name}, for the one key that its owner calls so. */
import type { Request } from 'express';
import { BridgeError } from '../kernel/errors.ts';
import type { Bridge } from '../workflows/bridge.ts';

type Key = Awaited<ReturnType<Bridge['keys']['findNamed']>>;

/** The key of the instance that is called; undefined where the address names none. @throws BridgeError `issuer-unknown` */
export async function keyOfInstance(bridge: Bridge, { params }: Request): Promise<Key | undefined> {
  const name = params['name'];
  if (typeof name !== 'string') return undefined;
  if (name.length > 200) throw new BridgeError('issuer-unknown', 'No issuer has such a name.');
  return bridge.keys.findNamed(name);
}
