/** Which IP addresses an outgoing request may reach: the registries of RFC 6890 and its updates, as two tables. */
import { BlockList, isIP } from 'node:net';

/**
 * `public`: anybody may be sent there. `local`: a network of the operator's own, called only when the
 * operator named the host. `never`: not an address of a server (or one of the host's own secrets).
 */
export type AddressClass = 'public' | 'local' | 'never';

/** Networks that an operator may have servers in. */
const LOCAL = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10', // shared address space of carriers, RFC 6598
  '::1/128',
  'fc00::/7',
];

/** Addresses inside those networks, or in nobody's, that no allow-list opens. */
const NEVER = [
  '0.0.0.0/8',
  '100.100.100.200/32', // metadata of a cloud, inside the shared space
  '168.63.129.16/32', // platform agent of a cloud, public by number only
  '169.254.0.0/16', // link-local, where clouds serve credentials
  '192.0.0.0/24',
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
  '2001::/23', // Teredo, ORCHID, benchmarks
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4 carries any IPv4 address
  '3fff::/20', // documentation
  'fd00:ec2::/32', // metadata of a cloud, inside fc00::/7
];

/** The only IPv6 space given out to networks so far; all else is mapped, translated, local or reserved. */
const GLOBAL_UNICAST = ['2000::/3'];

// One list per family: a mixed BlockList takes ::ffff:127.0.0.1 for 127.0.0.1, and no name needs that form.
const V4 = {
  type: 'ipv4',
  local: listOf(LOCAL, 4),
  never: listOf(NEVER, 4),
  open: listOf(['0.0.0.0/0'], 4),
} as const;
const V6 = {
  type: 'ipv6',
  local: listOf(LOCAL, 6),
  never: listOf(NEVER, 6),
  open: listOf(GLOBAL_UNICAST, 6),
} as const;

/** What kind of place an address is; text that is no plain IP address (a zone, a name) is `never`. */
export function classifyAddress(address: string): AddressClass {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return 'never';
  const { type, local, never, open } = family === 4 ? V4 : V6;
  if (never.check(address, type)) return 'never';
  if (local.check(address, type)) return 'local';
  return open.check(address, type) ? 'public' : 'never';
}

function listOf(subnets: string[], family: 4 | 6): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/');
    if (isIP(network) === family) list.addSubnet(network, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
