/** Entries of bitstring lists (Bitstring Status List 1.0, section 3.2 Validate Algorithm; StatusList2021). */
import {
  parseStatusEntry,
  type StatusEntryParts,
  type StatusMessages,
} from '../credentials/parse-status-entry.ts';
import { type Finding, type FindingCode, finding } from '../kernel/findings.ts';
import type { JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { LEAST_ENTRIES } from '../kernel/status.ts';
import type { StatusListKind } from './decode-status-list.ts';
import { isWebAddress } from './read-document.ts';
import { isListFault, type ReadStatusList } from './read-status-list.ts';

/** What one bit says where nobody gave it words (section 2.1, `statusMessage`). */
const UNNAMED: StatusMessages = new Map([
  [0, 'unset'],
  [1, 'set'],
]);

/**
 * Looks one entry up. Whatever is wrong with the list leaves the status unknown, with the cause.
 *
 * Found here: `status-good`, `revoked`, `suspended`, `status-message`, `status-refresh`, `status-entry-invalid`,
 * `status-out-of-range`,
 * `status-unsupported`, `status-unchecked`, `status-list-invalid`, `status-list-unverified`, `status-list-expired`,
 * `status-list-issuer`, `status-list-purpose`, `status-list-short`.
 *
 * @param issuer id of the credential's issuer, who alone may say what its status is
 */
export async function checkBitstringEntry(
  readList: ReadStatusList,
  issuer: string | undefined,
  value: JsonObject,
  kind: StatusListKind,
  pointer: string,
): Promise<Finding> {
  const entry = parseStatusEntry(value);
  if (typeof entry === 'string') return finding('status-entry-invalid', pointer, entry);
  const { purpose, index, url, size } = entry;
  if (!isWebAddress(url))
    return finding('status-unchecked', pointer, `The status list ${showJson(url)} is no web address.`);
  const list = await readList(url, kind);
  const about = { list: url, purpose };
  const broken = (code: FindingCode, message: string) => finding(code, pointer, message, about);
  if (isListFault(list)) {
    const { code, message, findings } = list;
    const own = findings.map((found) => ({ code: found.code, message: found.message }));
    return finding(code, pointer, message, own.length === 0 ? about : { ...about, findings: own });
  }
  if (list.issuer !== issuer) {
    return broken('status-list-issuer', `The status list ${url} is of ${list.issuer}, not of the issuer.`);
  }
  if (!list.purposes.includes(purpose)) {
    const others = list.purposes.join(', ') || 'no purpose';
    return broken('status-list-purpose', `The status list ${url} is for ${others}, not for ${purpose}.`);
  }
  // the bits of one entry would be read as those of several
  if (list.size !== undefined && list.size !== size) {
    const message = `The entry has ${size} bits, and those of the status list ${url} have ${list.size}.`;
    return broken('status-list-invalid', message);
  }
  const entries = Math.floor(list.bits.length / size);
  if (entries < LEAST_ENTRIES) {
    return broken(
      'status-list-short',
      `The status list ${url} has ${entries} entries, fewer than ${LEAST_ENTRIES}.`,
    );
  }
  if (index >= entries) {
    return broken('status-out-of-range', `The entry is ${index}, and the status list ${url} has ${entries}.`);
  }
  const messages = entry.messages ?? list.messages ?? (purpose === 'message' ? UNNAMED : undefined);
  return judge(entry, messages, list.bits.valueAt(index, size), pointer);
}

function judge(
  { purpose, url, index }: StatusEntryParts,
  messages: StatusMessages | undefined,
  status: number,
  pointer: string,
): Finding {
  const hex = `0x${status.toString(16)}`;
  const text = messages?.get(status);
  const said = text === undefined ? '' : ` It says: ${text}`;
  const detail = { list: url, purpose, index, status: hex, ...(text === undefined ? {} : { message: text }) };
  const at = `The status list ${url}, entry ${index}`;
  switch (purpose) {
    case 'revocation':
      return status === 0
        ? finding('status-good', pointer, undefined, detail)
        : finding('revoked', pointer, `${at}: revoked.${said}`, detail);
    case 'suspension':
      return status === 0
        ? finding('status-good', pointer, 'Looked up, and not suspended.', detail)
        : finding('suspended', pointer, `${at}: suspended.${said}`, detail);
    case 'message':
      return finding('status-message', pointer, `${at}: ${text ?? `status ${hex}`}`, detail);
    case 'refresh':
      return status === 0
        ? finding('status-good', pointer, 'Looked up, and no newer form is offered.', detail)
        : finding(
            'status-refresh',
            pointer,
            `${at}: a newer form of the credential can be had.${said}`,
            detail,
          );
    default: {
      const message = `What the purpose ${showJson(purpose)} means is not known here (status ${hex}).`;
      return finding('status-unsupported', pointer, message, detail);
    }
  }
}
