/** Documents that do not change while the service runs: kept as bytes, with a digest as ETag. */
import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';

/** Answers with the same bytes each time, or with 304 to whoever holds them (RFC 9110 section 13.1.2). */
export function serveFixed(bytes: Buffer, contentType: string, cacheControl: string): RequestHandler {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return (_req, res) => {
    res.set({ 'Content-Type': contentType, 'Cache-Control': cacheControl, ETag: etag }).send(bytes);
  };
}
