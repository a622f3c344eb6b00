import { hasProof, idOf } from '../credentials/schema-vc.ts';
import { listNested } from '../credentials/tree.ts';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';
import { replaceAt } from '../kernel/pointer.ts';

/**
 * An unsigned credential about whoever proved this DID: the subject gets it as its id, and so do the subjects of the
 * unsigned credentials inside that were about the same one. What is signed stays as it is.
 *
 * @throws BridgeError `holder-other` where the subject has another DID; `request-invalid` where there are several subjects
 */
export function bindSubject(credential: JsonObject, holder: string): JsonObject {
  const subject = credential['credentialSubject'];
  if (!isObject(subject)) {
    throw new BridgeError(
      'request-invalid',
      'Only a credential about one subject can be bound to a wallet.',
      {
        pointer: '/credentialSubject',
      },
    );
  }
  const old = idOf(subject);
  if (old?.startsWith('did:') && old !== holder)
    throw new BridgeError(
      'holder-other',
      `The credential is about another than ${holder}, which the wallet proved.`,
    );
  const marked: [string, JsonObject][] = [];
  for (const { value, pointer, role } of listNested(credential)) {
    if (role !== 'credential' || !isObject(value) || hasProof(value)) continue;
    const inner = value['credentialSubject'];
    if (!isObject(inner) || idOf(inner) !== old) continue;
    marked.push([pointer, { ...value, credentialSubject: { ...inner, id: holder } }]);
  }
  const bound = replaceAt(credential, marked) as JsonObject;
  return { ...bound, credentialSubject: { ...(bound['credentialSubject'] as JsonObject), id: holder } };
}
