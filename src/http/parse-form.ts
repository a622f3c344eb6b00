import busboy from 'busboy';
import { BridgeError, textOf } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';

export type Form = {
  file: Uint8Array;
  /** Everything else, as text. */
  fields: JsonObject;
};

/** A handful of options, and one file; its size was counted with the whole body. */
const LIMITS = { files: 1, fields: 10, parts: 12, fieldNameSize: 100, fieldSize: 4096, headerPairs: 20 };

/**
 * A form with one file (RFC 7578), whatever the field is called that it is in.
 * @throws BridgeError `request-invalid` where it is damaged, has no file or several, or more or longer fields
 *   than any call takes
 */
export function parseForm(bytes: Uint8Array, contentType: string): Promise<Form> {
  return new Promise((resolve, reject) => {
    const refuse = (message: string, pointer = '') =>
      reject(new BridgeError('request-invalid', message, { pointer }));
    const refuseDamaged = (cause: unknown) => refuse(`The form cannot be read: ${textOf(cause)}.`);
    const fields = new Map<string, string>();
    let file: Buffer[] | undefined;

    let form: busboy.Busboy;
    try {
      form = busboy({ headers: { 'content-type': contentType }, limits: LIMITS });
    } catch (cause) {
      refuseDamaged(cause);
      return;
    }
    form.on('file', (_name, stream) => {
      const chunks: Buffer[] = [];
      file = chunks;
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', refuseDamaged);
    });
    form.on('field', (name, value, { nameTruncated, valueTruncated }) => {
      if (nameTruncated || valueTruncated) refuse('A field of the form is longer than any call takes.');
      else if (fields.has(name)) refuse(`The form has the field "${name}" twice.`, `/${name}`);
      else fields.set(name, value);
    });
    form.on('filesLimit', () => refuse('The form has more than one file.'));
    form.on('fieldsLimit', () => refuse('The form has more fields than any call takes.'));
    form.on('partsLimit', () => refuse('The form has more parts than any call takes.'));
    form.on('error', refuseDamaged);
    form.on('close', () => {
      if (file === undefined) refuse('The form has no file.');
      else resolve({ file: Buffer.concat(file), fields: Object.fromEntries(fields) });
    });
    form.end(bytes);
  });
}
