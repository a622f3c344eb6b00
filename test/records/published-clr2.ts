/** The published schema of CLR 2.0, formats checked. Compiled once: it takes a second. */
import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { readReference } from '../reference.ts';

type Kind = 'clrcredential' | 'achievementcredential' | 'endorsementcredential';

const compiled = new Map<Kind, (value: unknown) => string[]>();

/** What the published schema has against a value; nothing where it is valid. */
export function publishedErrors(kind: Kind, value: unknown): string[] {
  let check = compiled.get(kind);
  if (check === undefined) {
    const ajv = new Ajv2019({ strict: false, allErrors: false, logger: false });
    (addFormats as unknown as (ajv: unknown) => void)(ajv);
    const validate = ajv.compile(JSON.parse(readReference(`standards/clr-v2/clr_v2p0_${kind}_schema.json`)));
    check = (candidate) =>
      validate(candidate)
        ? []
        : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    compiled.set(kind, check);
  }
  return check(value);
}
