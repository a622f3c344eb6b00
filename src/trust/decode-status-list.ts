/** The bits of a status list (Bitstring Status List 1.0, section 3.4 Bitstring Expansion). */
import { gunzipSync } from 'node:zlib';
import { BitstringStatusList } from '@digitalbazaar/vc-bitstring-status-list';

/** What credentials of each version call their lists; StatusList2021 is Bitstring Status List before its final name. */
export type StatusListKind = 'BitstringStatusList' | 'StatusList2021';

export type StatusBits = {
  /** In bits. */
  length: number;
  /** The value of so many bits at a place, the first of them the most significant. */
  valueAt: (index: number, size: number) => number;
};

/** In bytes: 128 million entries, so that a small document cannot fill the memory of its reader. */
const MAX_EXPANDED = 16 * 1024 * 1024;

/**
 * Undefined for what is not gzip in base64url (with the multibase prefix `u` for BitstringStatusList), and for what
 * expands beyond 16 MiB. The expansion of the library knows no limit, so only its reading of bits is used.
 */
export function decodeStatusList(encoded: string, kind: StatusListKind): StatusBits | undefined {
  const text = kind === 'BitstringStatusList' ? encoded.replace(/^u/, '') : encoded;
  if (kind === 'BitstringStatusList' && !encoded.startsWith('u')) return undefined;
  // no padding in multibase; StatusList2021 did not say
  if (!(kind === 'BitstringStatusList' ? /^[\w-]+$/ : /^[\w-]+=*$/).test(text)) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(gunzipSync(Buffer.from(text, 'base64url'), { maxOutputLength: MAX_EXPANDED }));
  } catch {
    return undefined;
  }
  if (bytes.length === 0) return undefined;
  const list = new BitstringStatusList({ buffer: bytes });
  return {
    length: list.length,
    valueAt: (index, size) => {
      let value = 0;
      for (let bit = 0; bit < size; bit++) value = value * 2 + (list.getStatus(index * size + bit) ? 1 : 0);
      return value;
    },
  };
}
