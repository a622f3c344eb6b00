/** How long a request may take to arrive: whoever sends slowly must not hold connections, and uploads take what they take. */
import type { IncomingMessage } from 'node:http';

const limits = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/** From now on all of it has to be there within this time; who is slower is answered 408 and cut off. */
export function limitArrival(req: IncomingMessage, milliseconds: number): void {
  const timer = setTimeout(() => cutOff(req), milliseconds);
  timer.unref();
  limits.set(req, timer);
  req.once('close', () => clearTimeout(timer));
}

/**
 * For an upload, once it is known who sends it: it may take longer as a whole, as long as no pause in it is longer than
 * the time that others have in all. The server's own `requestTimeout` holds all the same.
 */
export async function* unhurried(req: IncomingMessage, body: AsyncIterable<Uint8Array>) {
  const limit = limits.get(req);
  for await (const piece of body) {
    limit?.refresh();
    yield piece;
  }
}

/** What Node answers to its own limit. */
function cutOff(req: IncomingMessage): void {
  if (req.complete || req.socket.destroyed) return;
  req.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n', () => req.socket.destroy());
}
