/** Schemas that a credential names (VC Data Model 2.0 section 4.11; VC JSON Schema 1.0): fetched, and applied. */
import { openEnvelope } from '../credentials/envelope.ts';
import { subjectsOf, typesOf } from '../credentials/schema-vc.ts';
import { digestBytes, digestJson } from '../kernel/digest.ts';
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { judge } from '../kernel/report.ts';
import { hasDigests, listDigests } from '../kernel/resource-digest.ts';
import { showJson } from '../kernel/show-json.ts';
import { clr2KindOf } from '../records/credential-kind.ts';
import { jwsOfEnvelope } from '../records/jws-of-envelope.ts';
import { isWebAddress } from '../trust/read-document.ts';
import type { Verifying } from './ports.ts';
import { type CredentialOptions, verifyCredential } from './verify-credential.ts';

/** Where 1EdTech publishes the schemas of its credentials; ours agree with them, and are always applied to these. */
const STANDARD_SCHEMA =
  /^https:\/\/purl\.imsglobal\.org\/spec\/(?:ob\/v3p0|clr\/v2p0)\/schema\/json(?:-ld)?\/(?:ob_v3p0|clr_v2p0)_(?:any)?(?:achievement|clr|endorsement)credential_schema\.json$/;

/** More schemas than this of one credential are not applied, and none that is larger. */
const MAX_SCHEMAS = 10;
const MAX_BYTES = 256 * 1024;

/**
 * Found here: `schema-valid`, `schema-mismatch`, `resource-digest`, and `schema-unchecked` for whatever keeps a schema
 * from being applied. Types `JsonSchema` and `JsonSchemaCredential` are applied to the credential as it stands.
 */
export async function checkSchemas(
  deps: Verifying,
  credential: JsonObject,
  pointer: string,
): Promise<Finding[]> {
  const schemas = credential['credentialSchema'];
  const checked = asArray(schemas).map(async (entry, i): Promise<Finding[]> => {
    const member = `${pointer}/credentialSchema`;
    const at = Array.isArray(schemas) ? appendPointer(member, i) : member;
    const { id } = isObject(entry) ? entry : {};
    if (!isObject(entry) || !isWebAddress(id))
      return [finding('schema-unchecked', at, `The schema ${showJson(id)} is at no web address.`)];
    if (STANDARD_SCHEMA.test(id) && clr2KindOf(credential) !== undefined) return [];
    if (i >= MAX_SCHEMAS) return [finding('schema-unchecked', at, `More than ${MAX_SCHEMAS} schemas.`)];
    try {
      return [await applySchema(deps, credential, { ...entry, id }, { pointer, at })];
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      return [finding('schema-unchecked', at, `The schema ${id} could not be applied: ${error.message}`)];
    }
  });
  return (await Promise.all(checked)).flat();
}

async function applySchema(
  deps: Verifying,
  credential: JsonObject,
  entry: JsonObject & { id: string },
  { pointer, at }: { pointer: string; at: string },
): Promise<Finding> {
  const { id } = entry;
  const unchecked = (why: string) =>
    finding('schema-unchecked', at, `The schema ${id} was not applied: ${why}.`);
  const ofCredential = typesOf(entry).includes('JsonSchemaCredential');
  if (!ofCredential && !typesOf(entry).includes('JsonSchema'))
    return unchecked(`its type ${showJson(entry['type'])} is not read`);
  const reading = await deps.read(id);
  if (reading.kind === 'gone') return unchecked('it was taken away');
  if (reading.bytes === undefined)
    return unchecked(reading.kind === 'unread' ? reading.reason : 'it is empty');
  const digests = listDigests(entry);
  if (digests === undefined) return unchecked('its digest cannot be read');
  if (!hasDigests(reading.bytes, digests))
    return finding(
      'resource-digest',
      at,
      `What stands at ${id} has another digest than the credential says.`,
    );
  if (reading.bytes.length > MAX_BYTES) return unchecked(`it has more than ${MAX_BYTES} bytes`);
  if (reading.kind === 'unread') return unchecked(reading.reason);
  const document = reading.kind === 'json' ? reading.value : reading.text.trim();
  const schema = ofCredential ? await schemaInCredential(deps, document) : document;
  if (typeof schema === 'string') return unchecked(schema);
  if (!isObject(schema)) return unchecked('what stands there is no schema');
  const key = ofCredential ? digestJson(schema) : digestBytes(reading.bytes);
  const outcome = await deps.runSchema(key, schema, credential);
  if (outcome === undefined) return finding('schema-valid', at, `The credential is as ${id} asks.`);
  if ('fault' in outcome) return unchecked(outcome.fault);
  return finding('schema-mismatch', pointer + outcome.pointer, `${outcome.message} (${id}).`);
}

/** VC JSON Schema section 3.2: the schema in a credential, once that is verified; else why there is none. */
async function schemaInCredential(deps: Verifying, document: Json): Promise<JsonObject | string> {
  const jws = isObject(document)
    ? jwsOfEnvelope(document)
    : typeof document === 'string'
      ? document
      : undefined;
  const envelope = jws === undefined ? undefined : openEnvelope(jws, '');
  const content = envelope?.content ?? document;
  if (!isObject(content) || !typesOf(content).includes('JsonSchemaCredential'))
    return 'what stands there is no JsonSchemaCredential';
  const options: CredentialOptions = { ofSchema: true, ...(envelope === undefined ? {} : { envelope }) };
  const { findings } = await verifyCredential(deps, content, '', options);
  if (judge(findings) !== 'accepted') {
    const open = findings.filter(({ severity, result }) => severity === 'error' && result !== 'pass');
    return `its credential is not verified: ${open.map(({ message }) => message).join(' ')}`;
  }
  const [subject] = subjectsOf(content);
  const schema = subject?.['jsonSchema'];
  return isObject(schema) ? schema : 'its credential holds no jsonSchema';
}
