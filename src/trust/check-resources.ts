/** Whether what a credential refers to is still what its issuer signed for (VC Data Model 2.0, section 5.3). */
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { hasDigests, listDigests, type ResourceDigests } from '../kernel/resource-digest.ts';
import { showJson } from '../kernel/show-json.ts';
import { VC1_CONTEXT, VC2_CONTEXT } from '../kernel/vc-version.ts';
import { isWebAddress, type ReadDocument } from './read-document.ts';

/** More related resources than this in one credential are not called. */
const MAX_RESOURCES = 20;

/**
 * Digests of the base contexts, which are held and never fetched, as the W3C publishes them (2.0 appendix B.1). That
 * of version 2.0 was published in July 2024 and, with other spacing and links, in February 2025.
 */
const PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  [VC1_CONTEXT]: ['sha256 ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc'],
  [VC2_CONTEXT]: [
    'sha256 59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734',
    'sha384 97f1eb8e5042356c805fdd61afa2c557663785e0794dcafa21e138fd38def18cb360133c221aa31d6896a6bf3e65b614',
    'sha256 24a18c90e9856d526111f29376e302d970b2bd10182e33959995b0207d7043b9',
    'sha384 35239c36999d2155312091af194a1edb61634d6ad789a5e5b19f2aebdd762dd9d1dcaada40eda7ef921c6b8c0ae107a0',
  ],
};

type Resource = { pointer: string; id: string; digests: ResourceDigests };

/** Those whose form is sound; the others are said where the form is looked at. */
function listResources(credential: JsonObject, pointer: string): Resource[] {
  const value = credential['relatedResource'];
  return asArray(value).flatMap((entry, i) => {
    const digests = isObject(entry) ? listDigests(entry) : undefined;
    if (!isObject(entry) || typeof entry['id'] !== 'string' || !digests?.length) return [];
    const at = `${pointer}/relatedResource`;
    return [{ pointer: Array.isArray(value) ? appendPointer(at, i) : at, id: entry['id'], digests }];
  });
}

/** Of the contexts that are held: `resource-digest`, or `resource-valid`. Nothing is fetched. */
export function checkHeldResources(credential: JsonObject, pointer: string): Finding[] {
  return listResources(credential, pointer).flatMap((resource) => checkHeld(resource) ?? []);
}

function checkHeld({ id, digests, pointer }: Resource): Finding | undefined {
  const published = PUBLISHED[id];
  const names = new Set(published?.map((text) => text.split(' ')[0]));
  const known = digests
    .map((group) => group.filter(({ algorithm }) => names.has(algorithm)))
    .filter((group) => group.length > 0);
  if (published === undefined || known.length === 0) return undefined;
  const holds = known.every((group) =>
    group.some(({ algorithm, hash }) =>
      published.includes(`${algorithm} ${Buffer.from(hash).toString('hex')}`),
    ),
  );
  return holds ? finding('resource-valid', pointer) : mismatch(id, pointer);
}

const mismatch = (id: string, pointer: string) =>
  finding('resource-digest', pointer, `What stands at ${id} has another digest than the credential says.`);

/** Found here: `resource-digest`, `resource-valid`, `resource-unread`. Never throws for what the other side does. */
export async function checkResources(
  read: ReadDocument,
  credential: JsonObject,
  pointer: string,
): Promise<Finding[]> {
  return Promise.all(
    listResources(credential, pointer).map(async (resource, i): Promise<Finding> => {
      const held = checkHeld(resource);
      if (held !== undefined) return held;
      const { id, digests, pointer: at } = resource;
      if (!isWebAddress(id))
        return finding('resource-unread', at, `The resource ${showJson(id)} is at no web address.`);
      if (i >= MAX_RESOURCES)
        return finding('resource-unread', at, `More than ${MAX_RESOURCES} related resources.`);
      const reading = await read(id);
      if (reading.kind === 'gone') return finding('resource-unread', at, `${id} was taken away.`);
      const { bytes } = reading;
      if (bytes === undefined)
        return finding('resource-unread', at, reading.kind === 'unread' ? reading.reason : undefined);
      return hasDigests(bytes, digests) ? finding('resource-valid', at) : mismatch(id, at);
    }),
  );
}
