/**
 * Faults: what stops a call. Each has a stable code, an HTTP status and a sentence (`problems.ts`); one renderer in
 * `http/problem.ts` turns them into RFC 9457 problem details. What a check found out about a credential
 * is no fault but a finding: see `findings.ts`.
 */
import type { Finding } from './findings.ts';
import type { Json } from './json.ts';
import { type ErrorCode, PROBLEMS } from './problems.ts';

/** One part of a fault, at a place of the input. */
export type ErrorItem = { code: string; pointer: string; message: string };

export type ErrorOptions = {
  /** JSON Pointer (RFC 6901) into the input; '' is the whole of it. */
  pointer?: string;
  errors?: ErrorItem[];
  /** More members for the problem details, for instance `report`. */
  extra?: Record<string, unknown>;
  cause?: unknown;
};

/** The only exception class of the project. `code` is the discriminant; the message is for people. */
export class BridgeError extends Error {
  readonly code: ErrorCode;
  readonly pointer: string;
  readonly errors: ErrorItem[];
  readonly extra: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'BridgeError';
    this.code = code;
    this.pointer = options.pointer ?? '';
    this.errors = options.errors ?? [];
    this.extra = options.extra ?? {};
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

/** The same fault with its pointers moved, for a document that stands within another. */
export function movePointers(error: BridgeError, move: (pointer: string) => string): BridgeError {
  const { code, message, pointer, errors, extra } = error;
  return new BridgeError(code, message, {
    pointer: move(pointer),
    errors: errors.map((item) => ({ ...item, pointer: move(item.pointer) })),
    extra,
    cause: error,
  });
}

/** Findings as the items of a fault. */
export function toErrorItems(findings: Finding[]): ErrorItem[] {
  return findings.map(({ code, pointer, message }) => ({ code, pointer, message }));
}

/** The text of anything thrown, for messages and logs. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A BridgeError as the members of RFC 9457 problem details that do not depend on the transport. */
export function problemOf(error: BridgeError): Record<string, Json | unknown> {
  return {
    title: PROBLEMS[error.code].title,
    status: error.status,
    detail: error.message,
    code: error.code,
    pointer: error.pointer,
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
    ...error.extra,
  };
}
