/** A file, or standard input, as JSON: the only place where the command line reads bytes of others. */
import { open } from 'node:fs/promises';
import { BridgeError, textOf } from '../kernel/errors.ts';
import type { Finding } from '../kernel/findings.ts';
import { decodeUtf8, type Json, parseJson } from '../kernel/json.ts';
import type { Terminal } from './command.ts';
import type { Notes } from './notes.ts';

export type Input = {
  /** As it was named: a path, or `-`. */
  name: string;
  /** As they came. */
  bytes: Uint8Array;
  value: Json;
  /** Spellings that do not survive reading. */
  findings: Finding[];
};

export type InputSource = { stdin: AsyncIterable<Uint8Array>; maxBytes: number };

/**
 * Reads and parses one input: a JSON text, or a compact JWS as it is, which becomes a JSON string.
 * @throws BridgeError `usage` where it cannot be read, `unsupported-media` for an image, and those of `parseJson`
 */
export async function readInput(name: string, source: InputSource): Promise<Input> {
  const bytes = await readBytes(name, source);
  return { name, bytes, ...parseInput(bytes, source.maxBytes) };
}

/** All inputs of a command, in their order; spellings that do not survive are said. @throws as `readInput` */
export async function readInputs(names: string[], terminal: Terminal, notes: Notes): Promise<Input[]> {
  if (names.filter((name) => name === '-').length > 1) {
    throw new BridgeError('usage', 'Standard input can be read once.');
  }
  const source = { stdin: terminal.stdin, maxBytes: await terminal.maxBytes() };
  const inputs: Input[] = [];
  for (const name of names) inputs.push(await readInput(name, source));
  for (const { findings } of inputs) for (const item of findings) notes.finding(item);
  return inputs;
}

/** @throws BridgeError `usage`, `too-large` */
export async function readBytes(name: string, { stdin, maxBytes }: InputSource): Promise<Uint8Array> {
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

/** @throws BridgeError `unsupported-media` for an image, and those of `parseJson` */
export function parseInput(bytes: Uint8Array, maxBytes: number): { value: Json; findings: Finding[] } {
  refuseImage(bytes);
  const text = decodeUtf8(bytes);
  const trimmed = text.trim();
  // no JSON text begins with these letters, while the header of every JWS does: {" in base64url
  if (/^ey[\w.~-]+$/.test(trimmed)) return { value: trimmed, findings: [] };
  return parseJson(text, { maxBytes });
}

const SVG = /^\s*(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*|<!doctype[^>]*>\s*)*<(?:\w+:)?svg\b/i;

function refuseImage(bytes: Uint8Array): void {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1').replace('\xef\xbb\xbf', '');
  const kind = head.startsWith('\x89PNG') ? 'PNG' : SVG.test(head) ? 'SVG' : undefined;
  if (kind === undefined) return;
  throw new BridgeError(
    'unsupported-media',
    `The input is ${kind === 'PNG' ? 'a PNG' : 'an SVG'} image; badges with a credential baked in are not part of this version.`,
  );
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

/** Why a file could not be read or written, in words. */
export function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return REASONS[code] ?? textOf(cause);
}
