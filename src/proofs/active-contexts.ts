/**
 * Active contexts of the JSON-LD library that are copied when they are written to, and not before. The initial one
 * has two functions, `clone` and `revertToPreviousContext`, which the library hands on to every context that comes
 * of it; they are replaced here. Finished contexts then share their term definitions, and can be told apart or
 * found to be alike by a key.
 */
import { isDeepStrictEqual } from 'node:util';

type Definition = { protected?: boolean };
type Terms = Iterable<[string, Definition]> &
  Pick<Map<string, Definition>, 'get' | 'has' | 'set' | 'delete' | 'keys' | 'size'>;
/** What the library's own copies have; all else an active context may have is lost in a copy there, and so here. */
export type Active = {
  mappings: Terms;
  protected: object;
  inverse: null;
  getInverse: unknown;
  clone: unknown;
  revertToPreviousContext: unknown;
  previousContext?: Active;
  '@base'?: unknown;
  '@language'?: unknown;
  '@vocab'?: unknown;
};
const MEMBERS = 'clone,getInverse,inverse,mappings,processingMode,protected,revertToPreviousContext';

let lastId = 0;
/** Finished active contexts: nobody writes to them any more. */
const ids = new WeakMap<Active, number>();
/** Copies that nobody has written to yet, with what each is a copy of. */
const origins = new WeakMap<Active, Active>();
const copies = new WeakMap<Active, Active>();

/** A copy to read from: for one context always the same. */
function copyOf(active: Active): Active {
  const known = copies.get(active);
  if (known !== undefined) return known;
  const copy = inherit(active);
  ids.set(copy, ++lastId);
  copies.set(active, copy).set(copy, copy);
  return copy;
}

function inherit(active: Active): Active {
  const child: Active = {
    mappings: active.mappings,
    protected: active.protected,
    inverse: null,
    getInverse: active.getInverse,
    clone,
    revertToPreviousContext,
  };
  if (active.previousContext) child.previousContext = copyOf(active.previousContext);
  if ('@base' in active) child['@base'] = active['@base'];
  if ('@language' in active) child['@language'] = active['@language'];
  if ('@vocab' in active) child['@vocab'] = active['@vocab'];
  return child;
}

function clone(this: Active): Active {
  const child = inherit(this);
  child.mappings = copyOnWrite(child);
  origins.set(child, this);
  return child;
}

function revertToPreviousContext(this: Active): Active {
  return this.previousContext ? copyOf(this.previousContext) : this;
}

/** Definitions read through to those they are a copy of, until they are written to. */
type Copied = Terms & { child: Active; terms: Terms; own?: Map<string, Definition> };

function ownTerms(copied: Copied): Map<string, Definition> {
  if (copied.own !== undefined) return copied.own;
  const own = new Map(copied.terms);
  copied.own = own;
  copied.terms = own;
  // the library writes to `protected` only after it has written to `mappings`
  copied.child.protected = { ...copied.child.protected };
  origins.delete(copied.child);
  return own;
}

const COPIED = {
  get(this: Copied, term: string) {
    return this.terms.get(term);
  },
  has(this: Copied, term: string) {
    return this.terms.has(term);
  },
  keys(this: Copied) {
    return this.terms.keys();
  },
  get size(): number {
    return (this as unknown as Copied).terms.size;
  },
  set(this: Copied, term: string, definition: Definition) {
    return ownTerms(this).set(term, definition);
  },
  delete(this: Copied, term: string) {
    return ownTerms(this).delete(term);
  },
  [Symbol.iterator](this: Copied) {
    return this.terms[Symbol.iterator]();
  },
};

function copyOnWrite(child: Active): Terms {
  const copied = Object.create(COPIED) as Copied;
  copied.child = child;
  copied.terms = child.mappings;
  return copied;
}

/** Two active contexts with one key are alike; what has no key is like nothing else. */
export function keyOf(active: Active): string | undefined {
  const id = ids.get(active);
  if (id !== undefined) return String(id);
  const origin = origins.get(active);
  if (origin === undefined || !ids.has(origin)) return undefined;
  const copy = copyOf(origin);
  const { previousContext } = active;
  if (previousContext === copy.previousContext) return String(ids.get(copy));
  const before = previousContext && keyOf(previousContext);
  return before === undefined ? undefined : `${ids.get(copy)}<${before}`;
}

/**
 * Whether a protected term was given another meaning, which a property-scoped context may do and no other. The key
 * does not tell them apart, so nothing is kept that made use of that right.
 */
export function overrides(before: Active, after: Active): boolean {
  for (const [term, definition] of before.mappings) {
    const now = after.mappings.get(term);
    if (definition.protected && now !== definition && !isDeepStrictEqual(now, definition)) return true;
  }
  return false;
}

/** Prepares an initial context of the library. @returns false where it has another shape than is known here */
export function adoptInitial(initial: object): boolean {
  if (ids.has(initial as Active)) return true;
  if (Object.keys(initial).sort().join() !== MEMBERS) return false;
  const active = initial as Active;
  if (!(active.mappings instanceof Map) || active.mappings.size > 0) return false;
  Object.assign(active, { clone, revertToPreviousContext });
  finish(active);
  return true;
}

/** Gives a context that nobody writes to any more a key of its own. */
export function finish(active: Active): void {
  origins.delete(active);
  ids.set(active, ++lastId);
  // read from now on without the step between
  active.mappings = (active.mappings as Partial<Copied>).terms ?? active.mappings;
}
