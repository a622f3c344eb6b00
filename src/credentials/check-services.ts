/** What a credential says of services around it: named, so that nothing looks checked that was not. */
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';

/** VC Data Model 2.0 section 5.4: `refreshService`. A refreshed credential is never fetched unasked. */
export function checkServices(credential: JsonObject, pointer: string): Finding[] {
  return asArray(credential['refreshService']).map((service) => {
    const id = isObject(service) ? service['id'] : undefined;
    const message = `A newer form may be had at ${showJson(id)}; it was not fetched.`;
    return finding('refresh-offered', `${pointer}/refreshService`, message);
  });
}
