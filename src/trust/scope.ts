/** Which addresses a profile answers for: the scope of Hosted verification (Open Badges 2.0, HostedBadge). */
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';
import { isWebAddress, type ReadDocument } from './read-document.ts';

type Scope = 'inside' | 'outside' | 'unknown';

export type ScopeOutcome = { scope: Scope; message: string };

/**
 * Whether the profile may be believed about an object at this address.
 *
 * A policy inside the record can only narrow: whoever writes a record could allow himself any host. An
 * address at another origin than the profile's own counts only where the profile, read at its own address,
 * allows it.
 */
export async function checkScope(
  read: ReadDocument,
  address: string,
  profile: JsonObject | undefined,
): Promise<ScopeOutcome> {
  const id = profile?.['id'];
  if (profile === undefined || !isWebAddress(id)) {
    return { scope: 'unknown', message: 'Its issuer has no web address as id, so nobody can answer for it.' };
  }
  if (!allows(profile, address)) {
    return { scope: 'outside', message: `${address} lies outside what ${id} says of its own objects.` };
  }
  if (new URL(address).origin === new URL(id).origin) return { scope: 'inside', message: '' };
  const reading = await read(id);
  const own = reading.kind === 'json' ? reading.value : undefined;
  if (!isObject(own) || own['id'] !== id) {
    const why = reading.kind === 'unread' ? reading.reason : `What stands at ${id} is no profile of that id.`;
    return { scope: 'unknown', message: `Only the record says that ${id} allows ${address}. ${why}` };
  }
  if (allows(own, address)) return { scope: 'inside', message: '' };
  return { scope: 'outside', message: `The profile at ${id} does not allow ${address}.` };
}

/**
 * The policy of one profile document. Both conditions count: the host must be allowed (by default that of the
 * profile itself), and where prefixes are named the address must begin with one of them.
 */
function allows(profile: JsonObject, address: string): boolean {
  const url = new URL(address);
  const policy = isObject(profile['verification']) ? profile['verification'] : {};
  const origins = texts(policy['allowedOrigins']);
  const prefixes = texts(policy['startsWith']);
  const home = isWebAddress(profile['id']) ? new URL(profile['id']).host : undefined;
  const hosts = origins.map(hostOf);
  const allowed =
    hosts.length > 0 ? hosts.includes(url.host) || hosts.includes(url.hostname) : url.host === home;
  if (!allowed) return false;
  return prefixes.length === 0 || prefixes.some((prefix) => beginsWith(url, prefix));
}

const texts = (value: JsonObject[string] | undefined) =>
  asArray(value).filter((item) => typeof item === 'string');

/** An entry is a host, a host with port, or (seen in the wild) an origin. */
function hostOf(entry: string): string {
  return (isWebAddress(entry) ? new URL(entry).host : entry).toLowerCase();
}

/**
 * By parsed parts, at a boundary: the text `https://a.example/clr` also begins `https://a.example/clr-other`,
 * and without a path `https://a.example` begins `https://a.example.evil`.
 */
function beginsWith(url: URL, prefix: string): boolean {
  if (!isWebAddress(prefix)) return false;
  const start = new URL(prefix);
  if (start.origin !== url.origin) return false;
  const whole = url.pathname + url.search;
  const head = start.pathname + start.search;
  if (!whole.startsWith(head)) return false;
  return (
    whole.length === head.length || /[^A-Za-z0-9]$/.test(head) || /^[/?&]/.test(whole.slice(head.length))
  );
}
