/** The one way out: every outgoing request goes through a `Fetcher`. */

export type FetchOptions = {
  /** Media types for Accept, best first. */
  accept?: string[];
  /** Bytes after decompression; default 1 MiB. */
  maxBytes?: number;
};

export type Fetched = {
  status: number;
  /** Without parameters, lower case; '' if the server sent none. */
  contentType: string;
  body: Uint8Array;
};

/**
 * Gets a document; the status is returned, not judged.
 * @throws BridgeError `fetch-refused` before any connection, for an address that must not be called;
 *   `upstream-unavailable` where no answer came (DNS, TLS, time, size).
 */
export type Fetcher = (url: string, options?: FetchOptions) => Promise<Fetched>;
