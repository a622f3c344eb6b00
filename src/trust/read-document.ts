/** Documents that a record points to: each address is read once per verification, a few at a time. */
import { BridgeError } from '../kernel/errors.ts';
import { decodeUtf8, type Json, parseJson } from '../kernel/json.ts';
import { createLimit } from '../kernel/limit.ts';
import type { Fetcher } from './fetcher.ts';

type Reading =
  | { kind: 'json'; value: Json; bytes: Uint8Array }
  /** Text that is not JSON, for instance a bare PEM. */
  | { kind: 'text'; text: string; bytes: Uint8Array }
  /** 410: it was there, and was taken away on purpose (RFC 9110 section 15.5.11). */
  | { kind: 'gone' }
  /** Nothing can be said: no answer, a refusal, an error page; or what came, where it is no text. */
  | { kind: 'unread'; reason: string; bytes?: Uint8Array };

/** Never throws for what the other side does. */
export type ReadDocument = (url: string) => Promise<Reading>;

export type ReaderLimits = {
  /** Requests under way at the same time. */
  parallel: number;
  /** Addresses per verification: a record must not make its verifier call the whole world. */
  addresses: number;
  maxBytes: number;
};

const LIMITS: ReaderLimits = { parallel: 6, addresses: 200, maxBytes: 4 * 1024 * 1024 };

const ACCEPT = ['application/ld+json', 'application/json', 'application/x-pem-file;q=0.5', '*/*;q=0.1'];

/** Makes a reader with a memory of its own; make one per verification, so that nothing is remembered longer. */
export function createDocumentReader(fetch: Fetcher, limits: Partial<ReaderLimits> = {}): ReadDocument {
  const { parallel, addresses, maxBytes } = { ...LIMITS, ...limits };
  const readings = new Map<string, Promise<Reading>>();
  const inTurn = createLimit(parallel);

  async function read(url: string): Promise<Reading> {
    try {
      const { status, body } = await fetch(url, { accept: ACCEPT, maxBytes });
      if (status === 410) return { kind: 'gone' };
      if (status !== 200) return { kind: 'unread', reason: `${url} answered ${status}.` };
      return parse(body);
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      return { kind: 'unread', reason: error.message };
    }
  }

  return (address) => {
    const url = address.replace(/#.*$/, '');
    const known = readings.get(url);
    if (known !== undefined) return known;
    if (readings.size >= addresses) {
      return Promise.resolve({
        kind: 'unread',
        reason: `More than ${addresses} addresses in one verification.`,
      });
    }
    const reading = inTurn(() => read(url));
    readings.set(url, reading);
    return reading;
  };
}

function parse(bytes: Uint8Array): Reading {
  let text: string | undefined;
  try {
    text = decodeUtf8(bytes);
    return { kind: 'json', value: parseJson(text).value, bytes };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    if (text === undefined || error.code !== 'malformed-json')
      return { kind: 'unread', reason: error.message, bytes };
    return { kind: 'text', text, bytes };
  }
}

/** True for an address on the web; whether it may be called is for the fetcher to say. */
export function isWebAddress(text: unknown): text is string {
  return typeof text === 'string' && /^https?:\/\//i.test(text) && URL.canParse(text);
}
