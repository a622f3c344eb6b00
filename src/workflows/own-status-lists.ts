/** Status lists between this service's store and what it issues and verifies. */
import { BridgeError } from '../kernel/errors.ts';
import type { StatusStore, VerifyDeps, WrapDeps } from './ports.ts';
import type { PublishedList } from './publish-status-list.ts';

type Place = { status: StatusStore; now: () => Date; baseUrl: () => string | undefined };

/** Takes places in lists whose addresses begin with the service's. */
export function allocateFrom({ status, now, baseUrl }: Place): NonNullable<WrapDeps['allocateStatus']> {
  return async (wanted) => status.allocate(wanted, baseOf(baseUrl), now());
}

/** What the addresses of lists begin with. @throws BridgeError `config-invalid` */
export function baseOf(baseUrl: () => string | undefined): string {
  const base = baseUrl();
  if (base !== undefined) return base;
  const message = 'A status list needs an address that stays: set CLR_BRIDGE_BASE_URL.';
  throw new BridgeError('config-invalid', message);
}

/** Our own lists as they are now, without a request: what was revoked here is known at once. */
export function ownListReader(
  publish: (id: string) => Promise<PublishedList | undefined>,
): NonNullable<VerifyDeps['ownStatusList']> {
  return async (url) => {
    const id = /\/status-lists\/([\w-]{1,64})$/.exec(url)?.[1];
    if (id === undefined) return undefined;
    try {
      const published = await publish(id);
      return published?.list.url === url ? published.credential : undefined;
    } catch (error) {
      // no key of ours may sign it any more: what stands at its address is asked like anybody's
      if (error instanceof BridgeError) return undefined;
      throw error;
    }
  };
}
