/** JSON Schemas of strangers: compiled once, and run so that none can hold the verifier up. */
import { Script } from 'node:vm';
import type { Ajv } from 'ajv';
import { textOf } from '../kernel/errors.ts';
import type { Json, JsonObject } from '../kernel/json.ts';

/** Where the value departs from the schema first; `fault`: why the schema could not be applied. */
type Departure = { pointer: string; message: string } | { fault: string };

/**
 * Undefined where the value is as the schema asks. Never throws for what the schema says.
 * @param key says which schema it is: one key, one content
 */
export type RunSchema = (key: string, schema: JsonObject, value: Json) => Promise<Departure | undefined>;

/** Milliseconds that compiling, or running, may take: patterns of strangers can be made to take for ever. */
const LIMIT_MS = 500;
/** Schemas in one verification; after one that took too long none is run. */
const MAX_SCHEMAS = 20;
const MAX_KEPT = 64;

type Draft = new (options: object) => Ajv;

/** VC JSON Schema section 4.3: 2020-12 is required, the others are allowed. Loaded when first needed. */
const DRAFTS: Readonly<Record<string, () => Promise<Draft>>> = {
  'https://json-schema.org/draft/2020-12/schema': async () => (await import('ajv/dist/2020.js')).Ajv2020,
  'https://json-schema.org/draft/2019-09/schema': async () => (await import('ajv/dist/2019.js')).Ajv2019,
  'http://json-schema.org/draft-07/schema': async () => (await import('ajv')).Ajv,
};

type Compiled = (value: Json) => Departure | undefined;

const kept = new Map<string, Compiled>();

/** Makes a runner; make one per verification, whose limits it keeps. What was compiled is remembered beyond it. */
export function createSchemaRunner(): RunSchema {
  const seen = new Set<string>();
  let isSlow = false;
  return async (key, schema, value) => {
    seen.add(key);
    if (seen.size > MAX_SCHEMAS) return { fault: `more than ${MAX_SCHEMAS} schemas in one verification` };
    if (isSlow) return { fault: 'another schema took too long' };
    try {
      return (kept.get(key) ?? keep(key, await compile(schema)))(value);
    } catch (error) {
      isSlow = (error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
      return { fault: isSlow ? `it took longer than ${LIMIT_MS} ms` : textOf(error) };
    }
  };
}

function keep(key: string, compiled: Compiled): Compiled {
  const [oldest] = kept.keys();
  if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(key, compiled);
  return compiled;
}

/** @throws Error where it is no schema of a draft that is read */
async function compile(schema: JsonObject): Promise<Compiled> {
  const { $schema: draft } = schema;
  const load = typeof draft === 'string' ? DRAFTS[draft.replace(/#$/, '')] : undefined;
  if (load === undefined) throw new TypeError('its $schema names no draft that is read');
  const [Draft, { default: formats }] = await Promise.all([load(), import('ajv-formats')]);
  const run = inTime(() => {
    const ajv = new Draft({ strict: false, logger: false, ownProperties: true });
    formats.default(ajv);
    return ajv.compile(schema);
  });
  // a schema may ask to be run asynchronously, and would then pass for whatever it says
  if ('$async' in run) throw new TypeError('it is to be run asynchronously');
  return (value) => {
    if (inTime(() => run(value))) return undefined;
    const [first] = run.errors ?? [];
    return { pointer: first?.instancePath ?? '', message: first?.message ?? 'it does not match' };
  };
}

/** Runs it, and no longer than the limit. @throws Error where the time is over */
function inTime<T>(run: () => T): T {
  return new Script('run()').runInNewContext({ run }, { timeout: LIMIT_MS }) as T;
}
