/** Where a learner's browser is sent back to, which a wallet that nobody registered names by itself. */

/** Browsers run or read what follows these, or take it for a page of their own. */
const NO_WALLETS = new Set([
  'javascript:',
  'vbscript:',
  'data:',
  'blob:',
  'file:',
  'filesystem:',
  'about:',
  'view-source:',
  'ws:',
  'wss:',
  'ftp:',
  'mailto:',
  'tel:',
  'sms:',
]);

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

const MAX_LENGTH = 2000;

/**
 * A wallet on the web (https), an app (a scheme of its own), or a program on the learner's machine (RFC 8252, section 7).
 * @param only addresses that are allowed, and no other; undefined where the operator named none
 */
export function isWalletAddress(uri: unknown, only?: readonly string[]): uri is string {
  if (typeof uri !== 'string' || uri.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(uri)) return false;
  if (only !== undefined) return only.includes(uri);
  if (!URL.canParse(uri) || uri.includes('#') || uri.includes('\\')) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  if (username !== '' || password !== '') return false;
  if (protocol === 'https:') return hostname !== '';
  if (protocol === 'http:') return LOOPBACK.has(hostname);
  return !NO_WALLETS.has(protocol);
}

export type WalletPlace = {
  /** A host, or the scheme of an app. */
  name: string;
  /** As a source in a Content-Security-Policy. */
  source: string;
  app: boolean;
};

/** @param uri that `isWalletAddress` lets pass */
export function placeOf(uri: string): WalletPlace {
  const { protocol, host, origin } = new URL(uri);
  return protocol === 'https:' || protocol === 'http:'
    ? { name: host, source: origin, app: false }
    : { name: protocol.slice(0, -1), source: protocol, app: true };
}
