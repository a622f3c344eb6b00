/**
 * What the JSON-LD and Data Integrity libraries mean by their errors. The only file that reads them: they
 * say "Safe mode validation error." and keep the useful part several levels down.
 */
import { isObject, type Json } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { CONTEXT_NOT_HELD } from './contexts.ts';
import { suggestContext } from './suggest-context.ts';

export type Explained = {
  code:
    | 'context-unknown'
    | 'context-conflict'
    | 'context-invalid'
    | 'term-undefined'
    | 'proof-invalid'
    | 'proof-malformed';
  pointer: string;
  message: string;
};

type Upstream = Error & { details?: Record<string, unknown>; errors?: unknown[]; url?: string };

/** Every error behind an error: causes, details, and members of aggregates, outermost first. */
function chain(error: unknown): Upstream[] {
  const found: Upstream[] = [];
  const queue: unknown[] = [error];
  for (
    let next = queue.shift();
    found.length < 20 && (next !== undefined || queue.length > 0);
    next = queue.shift()
  ) {
    if (Array.isArray(next)) queue.push(...next);
    if (!(next instanceof Error) || found.includes(next)) continue;
    const upstream = next as Upstream;
    found.push(upstream);
    queue.push(upstream.errors, upstream.cause, upstream.details?.['cause']);
  }
  return found;
}

/**
 * Translates an error thrown while a document was canonicalised, signed or verified.
 *
 * @param document the credential, to find the pointer of what the error names
 */
export function explain(error: unknown, document: Json): Explained {
  const errors = chain(error);
  const notHeld = errors.find(({ name }) => name === CONTEXT_NOT_HELD);
  if (notHeld !== undefined) {
    const url = String(notHeld.url ?? '');
    return {
      code: 'context-unknown',
      pointer: findContext(document, url),
      message: `The context ${url} is not held by this bridge, and contexts are never fetched.`,
    };
  }
  const upstream = errors.find(({ name }) => name.startsWith('jsonld.'));
  if (upstream !== undefined) return explainJsonLd(upstream, document);
  const text = errors.map(({ message }) => message).join(' ');
  if (/maximum deep iterations|work factor|Canonicalization limit/i.test(text)) {
    return {
      code: 'context-invalid',
      pointer: '',
      message:
        'The graph needs more work to canonicalise than is allowed; it may be made to exhaust verifiers.',
    };
  }
  if (/Invalid signature/i.test(text)) {
    return {
      code: 'proof-invalid',
      pointer: '/proof',
      message: 'The signature does not hold over this content.',
    };
  }
  return { code: 'proof-malformed', pointer: '/proof', message: `The proof cannot be processed: ${text}` };
}

function explainJsonLd({ name, message, details = {} }: Upstream, document: Json): Explained {
  if (details['code'] === 'protected term redefinition') {
    const term = String(details['term']);
    return {
      code: 'context-conflict',
      pointer: findContextTerm(document, term),
      message: `The term "${term}" is protected by one context and defined otherwise by another.`,
    };
  }
  if (name === 'jsonld.ValidationError') return explainSafeMode(details['event'], document);
  const reason = String(details['code'] ?? message);
  return { code: 'context-invalid', pointer: '/@context', message: `JSON-LD processing failed: ${reason}.` };
}

function explainSafeMode(event: unknown, document: Json): Explained {
  const { code = '', details = {} } = (event ?? {}) as { code?: string; details?: Record<string, unknown> };
  if (code === 'invalid property') {
    const name = String(details['property']);
    return {
      code: 'term-undefined',
      pointer: find(document, (_, key) => key === name) ?? '',
      message: withHint(
        `The member "${name}" is defined by no context, so no signature would cover it.`,
        name,
        document,
      ),
    };
  }
  if (code === 'relative @type reference') {
    const type = String(details['type']);
    return {
      code: 'term-undefined',
      pointer:
        find(document, (value, key) => isTypeKey(key) && (value === type || inList(value, type))) ?? '',
      message: withHint(
        `The type "${type}" is defined by no context, so no signature would cover it.`,
        type,
        document,
      ),
    };
  }
  if (code === 'relative @id reference') {
    const id = String(details['id']);
    return {
      code: 'term-undefined',
      pointer: find(document, (value) => value === id) ?? '',
      message: `"${id}" is no absolute IRI, so no signature would cover it.`,
    };
  }
  const name = Object.values(details).find((value) => typeof value === 'string');
  return {
    code: 'term-undefined',
    pointer: find(document, (value, key) => key === name || value === name) ?? '',
    message: `JSON-LD would drop something: ${code}${name === undefined ? '' : ` ("${String(name)}")`}.`,
  };
}

function withHint(message: string, term: string, document: Json): string {
  const hint = suggestContext(term, isObject(document) ? document['@context'] : undefined);
  return hint === undefined ? message : `${message} ${hint}`;
}

const isTypeKey = (key: string | number) => key === 'type' || key === '@type';
const inList = (value: Json, item: string) => Array.isArray(value) && value.includes(item);

/** Pointer of the first value, in document order and outside `@context`, that the test holds for. */
function find(document: Json, test: (value: Json, key: string | number) => boolean): string | undefined {
  const stack: { value: Json; pointer: string }[] = [{ value: document, pointer: '' }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, pointer } = next;
    if (typeof value !== 'object' || value === null) continue;
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    for (const [key, member] of entries) {
      if (key !== '@context' && test(member, key)) return appendPointer(pointer, key);
    }
    for (const [key, member] of entries.reverse()) {
      if (key !== '@context') stack.push({ value: member, pointer: appendPointer(pointer, key) });
    }
  }
  return undefined;
}

/** Pointer of the entry in any `@context` that is, or defines, what is looked for. */
function findIn(document: Json, test: (entry: Json) => boolean): string {
  const stack: { value: Json; pointer: string }[] = [{ value: document, pointer: '' }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, pointer } = next;
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries())
        stack.push({ value: item, pointer: appendPointer(pointer, i) });
    } else if (isObject(value)) {
      const context = value['@context'];
      const at = appendPointer(pointer, '@context');
      if (Array.isArray(context)) {
        const index = context.findIndex(test);
        if (index >= 0) return appendPointer(at, index);
      } else if (context !== undefined && test(context)) return at;
      for (const [key, member] of Object.entries(value))
        stack.push({ value: member, pointer: appendPointer(pointer, key) });
    }
  }
  return '/@context';
}

const findContext = (document: Json, url: string) => findIn(document, (entry) => entry === url);
const findContextTerm = (document: Json, term: string) =>
  findIn(document, (entry) => isObject(entry) && Object.hasOwn(entry, term));
