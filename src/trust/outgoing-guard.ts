/** The guard before the network: which addresses are called, and where a call goes. */
import { lookup as lookupName } from 'node:dns/promises';
import { isIP } from 'node:net';
import { BridgeError, textOf } from '../kernel/errors.ts';
import { classifyAddress } from './public-address.ts';
import type { Address } from './request-once.ts';

/** Name -> all its addresses. */
export type Lookup = (hostname: string) => Promise<Address[]>;

export type GuardOptions = {
  /**
   * What the operator opened beyond public https: origins (`http://127.0.0.1:8080`), or hosts with or without
   * a port, meaning https (`registry.school.example`). An entry opens its scheme and port, and private and
   * loopback addresses; link-local, reserved and metadata addresses stay closed.
   */
  allowHosts?: string[];
  lookup?: Lookup;
};

export type Guard = {
  /** The parsed URL, where its text alone does not forbid calling it. @throws BridgeError `fetch-refused` */
  check(address: string): URL;
  /** Where a redirect leads, if there: the same host, never from https to http. @throws BridgeError `fetch-refused` */
  checkRedirect(from: URL, location: string): URL;
  /** Where to connect; every address of the name must be allowed. @throws BridgeError `fetch-refused`, `upstream-unavailable` */
  resolve(url: URL, signal: AbortSignal): Promise<Address[]>;
};

const MAX_URL_LENGTH = 2048;

/**
 * A name is resolved once per request, and the connection goes to the addresses that were checked, so a second answer of DNS
 * changes nothing.
 */
export function createGuard(options: GuardOptions = {}): Guard {
  const lookup: Lookup = options.lookup ?? ((hostname) => lookupName(hostname, { all: true }));
  const allowed = new Set((options.allowHosts ?? []).map(originOf));
  return {
    check: (address) => checkUrl(address, allowed),
    checkRedirect: (from, location) => checkRedirect(from, location, allowed),
    resolve: (url, signal) => resolveAddresses(url, signal),
  };

  async function resolveAddresses(url: URL, signal: AbortSignal): Promise<Address[]> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const family = isIP(host);
    const addresses = family === 0 ? await ask(host, signal) : [{ address: host, family }];
    const floor = allowed.has(url.origin) ? ['public', 'local'] : ['public'];
    for (const { address } of addresses) {
      if (floor.includes(classifyAddress(address))) continue;
      throw new BridgeError(
        'fetch-refused',
        `${url} is not called: ${host} is at ${address}, which is not a public address.`,
      );
    }
    return addresses;
  }

  async function ask(host: string, signal: AbortSignal): Promise<Address[]> {
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    aborted.catch(() => undefined);
    try {
      const found = await Promise.race([lookup(host), aborted]);
      if (found.length > 0) return found;
    } catch (cause) {
      throw new BridgeError(
        'upstream-unavailable',
        `The host name ${host} could not be resolved: ${textOf(cause)}.`,
        { cause },
      );
    }
    throw new BridgeError('upstream-unavailable', `The host name ${host} has no address.`);
  }
}

/** An entry of the allow-list as an origin. @throws BridgeError `config-invalid` */
export function originOf(entry: string): string {
  const text = entry.includes('://') ? entry : `https://${entry}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.username !== ''
  ) {
    throw new BridgeError(
      'config-invalid',
      `"${entry}" is neither a host nor an origin such as http://127.0.0.1:8080.`,
    );
  }
  return url.origin;
}

/** The parsed URL, where its text alone does not forbid calling it. @throws BridgeError `fetch-refused` */
function checkUrl(address: string, allowed: Set<string>): URL {
  const refuse = (why: string, shown = address.slice(0, 200)) => {
    throw new BridgeError('fetch-refused', `${shown} is not called: ${why}`);
  };
  if (address.length > MAX_URL_LENGTH) return refuse(`it is longer than ${MAX_URL_LENGTH} characters.`);
  if (!URL.canParse(address)) return refuse('it is not an absolute URL.');
  // the parser also turns 2130706433, 0x7f.1 and 0177.0.0.1 into 127.0.0.1, which is then judged as such
  const url = new URL(address);
  if (url.username !== '' || url.password !== '')
    return refuse('it carries a user name or password.', url.origin);
  if (allowed.has(url.origin)) return url;
  if (url.protocol !== 'https:') return refuse('only https is.');
  if (url.port !== '') return refuse(`port ${url.port} is not open to outgoing requests.`);
  return url;
}

/** Where a redirect leads, if there: the same host, never from https to http. @throws BridgeError `fetch-refused` */
function checkRedirect(from: URL, location: string, allowed: Set<string>): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (
    target === undefined ||
    target.hostname !== from.hostname ||
    (from.protocol === 'https:' && target.protocol !== 'https:')
  ) {
    throw new BridgeError(
      'fetch-refused',
      `${from} redirects to ${location.slice(0, 200)}; only redirects within one host and over https are followed.`,
    );
  }
  target.hash = '';
  return checkUrl(target.href, allowed);
}
