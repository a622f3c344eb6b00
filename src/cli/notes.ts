/** Everything that is said on standard error: errors, warnings, notices; as lines, or as JSON lines. */
import { type BridgeError, problemOf } from '../kernel/errors.ts';
import type { Finding } from '../kernel/findings.ts';
import type { Json } from '../kernel/json.ts';
import { safeText } from '../kernel/safe-text.ts';

/** A finding, a loss, or one part of an error. */
type Remark = { code: string; pointer: string; message: string };

export type Notes = {
  notice(text: string): void;
  /** A finding beside the answer: a warning, or only a note, as its severity says. */
  finding(found: Finding): void;
  remark(kind: 'note' | 'warning' | 'loss' | 'failed' | 'unchecked', remark: Remark): void;
  fault(error: BridgeError): void;
};

/** @param format `text` for people; `json`: one object a line, so that standard error can be parsed */
export function createNotes(write: (text: string) => void, format: 'text' | 'json'): Notes {
  const kindOf = ({ severity }: Finding) => (severity === 'info' ? 'note' : 'warning');
  if (format === 'json') {
    const line = (value: unknown) => write(`${JSON.stringify(value)}\n`);
    return {
      finding: (found) => line({ [kindOf(found)]: remarkOf(found) }),
      notice: (text) => line({ notice: text }),
      remark: (kind, remark) => line({ [kind]: remarkOf(remark) }),
      fault: (error) => line(problemOf(error)),
    };
  }
  const line = (text: string) => write(`${text}\n`);
  return {
    notice: (text) => line(safeText(text)),
    finding: (found) => line(`${kindOf(found)} ${lineOf(found)}`),
    remark: (kind, remark) => line(`${kind} ${lineOf(remark)}`),
    fault: (error) => {
      line(`error ${lineOf(error)}`);
      for (const item of error.errors) line(`  ${lineOf(item)}`);
    },
  };
}

const remarkOf = ({ code, pointer, message }: Remark) => ({ code, pointer, message });

function lineOf({ code, pointer, message }: Remark): string {
  return safeText(`${code}${pointer === '' ? '' : ` at ${pointer}`}: ${message}`);
}

/** JSON as it is printed: indented, members in their order, and nothing in it that steers a terminal. */
export function printable(value: Json | object): string {
  // JSON.stringify leaves DEL and C1 as they are; escaped they are the same JSON
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/[\u007f-\u009f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
