/** What a credential says of services and schemas around it: named, so that nothing looks checked that was not. */
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { showJson } from '../kernel/show-json.ts';

/** Where 1EdTech publishes the schemas of its credentials; ours agree with them, and are always applied. */
const STANDARD_SCHEMA =
  /^https:\/\/purl\.imsglobal\.org\/spec\/(?:ob\/v3p0|clr\/v2p0)\/schema\/json(?:-ld)?\/(?:ob_v3p0|clr_v2p0)_(?:any)?(?:achievement|clr|endorsement)credential_schema\.json$/;

/**
 * VC Data Model 2.0 sections 4.11 and 5.4: `credentialSchema` and `refreshService`. The schemas of the standards
 * are held; no other is fetched. A refreshed credential is never fetched unasked.
 */
export function checkServices(credential: JsonObject, pointer: string): Finding[] {
  const found: Finding[] = [];
  const schemas = credential['credentialSchema'];
  for (const [i, entry] of asArray(schemas).entries()) {
    const member = `${pointer}/credentialSchema`;
    const at = Array.isArray(schemas) ? appendPointer(member, i) : member;
    const id = isObject(entry) ? entry['id'] : undefined;
    if (typeof id !== 'string' || !STANDARD_SCHEMA.test(id)) {
      const message = `The schema ${showJson(id)} is not held, and schemas are not fetched.`;
      found.push(finding('schema-unchecked', at, message));
    }
  }
  for (const service of asArray(credential['refreshService'])) {
    const id = isObject(service) ? service['id'] : undefined;
    const message = `A newer form may be had at ${showJson(id)}; it was not fetched.`;
    found.push(finding('refresh-offered', `${pointer}/refreshService`, message));
  }
  return found;
}
