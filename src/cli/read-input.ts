/** A file, standard input or an address as a document: the only place where the command line reads bytes of others. */
import { open } from 'node:fs/promises';
import { type DocumentRead, readDocument } from '../images/read-document.ts';
import { BridgeError } from '../kernel/errors.ts';
import { reasonOf } from '../kernel/reason-of.ts';
import type { Terminal } from './command.ts';
import type { Notes } from './notes.ts';

export type Input = DocumentRead & {
  /** As it was named: a path, `-`, or an https address. */
  name: string;
  /** As they came; of an image those of the image. */
  bytes: Uint8Array;
};

export type InputSource = Pick<Terminal, 'stdin' | 'fetch'> & { maxBytes: number };

/**
 * Reads and parses one input: JSON, a compact JWS as it is, or an image with one of these baked into it.
 * @throws BridgeError `usage` where it cannot be read, `too-large`, and those of `readDocument`
 */
export async function readInput(name: string, source: InputSource): Promise<Input> {
  const bytes = await readBytes(name, source);
  return { name, bytes, ...readDocument(bytes, source.maxBytes) };
}

/** All inputs of a command, in their order; spellings that do not survive are said. @throws as `readInput` */
export async function readInputs(names: string[], terminal: Terminal, notes: Notes): Promise<Input[]> {
  checkStdin(names);
  const source = await sourceOf(terminal);
  const inputs: Input[] = [];
  for (const name of names) inputs.push(await readInput(name, source));
  for (const { findings } of inputs) for (const item of findings) notes.finding(item);
  return inputs;
}

/** @throws BridgeError `usage` */
export function checkStdin(names: string[]): void {
  if (names.filter((name) => name === '-').length > 1) {
    throw new BridgeError('usage', 'Standard input can be read once.');
  }
}

export async function sourceOf({ stdin, fetch, maxBytes }: Terminal): Promise<InputSource> {
  return { stdin, fetch, maxBytes: await maxBytes() };
}

/** @throws BridgeError `usage`, `too-large`, and what fetching throws */
export async function readBytes(name: string, { stdin, fetch, maxBytes }: InputSource): Promise<Uint8Array> {
  if (/^https?:\/\//i.test(name)) return fetch(name);
  if (name === '-') return readAll(stdin, 'standard input', maxBytes);
  try {
    const file = await open(name);
    try {
      if ((await file.stat()).isDirectory()) throw new BridgeError('usage', `${name} is a directory.`);
      return await readAll(file.createReadStream({ autoClose: false }), name, maxBytes);
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof BridgeError) throw cause;
    throw new BridgeError('usage', `${name} cannot be read: ${reasonOf(cause)}.`, { cause });
  }
}

async function readAll(
  stream: AsyncIterable<Uint8Array>,
  name: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) throw new BridgeError('too-large', `${name} has more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
