/** What an input looks like that is none of the kinds read here, in words for the person who sent it. */
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';

/** The strings among the types of an object; `@type` is read where `type` is absent. */
export function typesOf(value: JsonObject): string[] {
  return asArray(value['type'] ?? value['@type']).filter((type) => typeof type === 'string');
}

/** True where the object has each of the members, and none of them is null. */
export function has(value: JsonObject, ...names: string[]): boolean {
  return names.every((name) => Object.hasOwn(value, name) && value[name] !== null);
}

/** Completes a sentence that begins with "The input": for instance "looks like a DID document". */
export function appearanceOf(value: Json): string {
  if (value === null) return 'is null';
  if (Array.isArray(value)) return appearanceOfList(value);
  if (typeof value === 'string') return appearanceOfText(value);
  if (isObject(value)) return appearanceOfObject(value);
  return `is a ${typeof value}`;
}

function appearanceOfList(list: Json[]): string {
  const [first] = list;
  if (first === undefined) return 'is an empty list';
  return `is a list of ${list.length}, the first of which ${appearanceOf(Array.isArray(first) ? 'list' : first)}`;
}

const TEXTS: [RegExp, string][] = [
  [/^\s*$/, 'is an empty text'],
  [/^\s*<(!doctype|html)/i, 'looks like a web page'],
  [/^\s*[{[]/, 'looks like JSON inside a text: send the JSON itself'],
  [/^openid-credential-offer:/i, 'looks like the link of an OpenID credential offer: open it in a wallet'],
  [/^did:[a-z0-9]+:/, 'is a DID'],
  [/^(https?|urn):/i, 'is an address: send what is found there'],
  [/^data:/i, 'is a data: URL'],
  [/^eyJ[\w-]*\.[\w-]+\.[\w-]+~/, 'looks like an SD-JWT that has been cut or altered'],
  [/^eyJ[\w-]*\.[\w-]*\.[\w-]*\.[\w-]*\.[\w-]*$/, 'looks like an encrypted JWT (JWE)'],
  [/^-----BEGIN /, 'looks like a PEM file'],
];

function appearanceOfText(text: string): string {
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'is a text';
}

/** In this order: what comes first says more. */
const OBJECTS: [(value: JsonObject, types: string[]) => boolean, string][] = [
  [(value) => has(value, 'clr', 'signedClr'), 'has both clr and signedClr, where exactly one is meant'],
  [
    (value) => has(value, 'verifiableCredential') || has(value, 'verifiablePresentation'),
    'looks like the body of a request: send its member verifiableCredential or verifiablePresentation',
  ],
  [(value) => has(value, 'badge'), 'looks like an Open Badge 2.0 assertion'],
  [
    (value, types) => types.includes('BadgeClass') || has(value, 'criteria', 'issuer', 'name'),
    'looks like an Open Badge 2.0 badge class (BadgeClass)',
  ],
  [
    (value) =>
      has(value, 'verificationMethod') || (typeof value['id'] === 'string' && value['id'].startsWith('did:')),
    'looks like a DID document',
  ],
  [
    (value) => has(value, '$schema') || has(value, '$defs') || has(value, 'properties'),
    'looks like a JSON Schema',
  ],
  [
    (value) => has(value, 'credential_issuer') || has(value, 'credential_offer'),
    'looks like an OpenID credential offer',
  ],
  [(value) => has(value, 'kty') || has(value, 'keys'), 'looks like a JSON Web Key'],
  [(value) => has(value, 'publicKeyPem'), 'looks like a public key'],
  [(value) => has(value, 'revokedAssertions'), 'looks like a revocation list'],
  [
    (value) => has(value, 'payload', 'signatures') || has(value, 'payload', 'signature'),
    'looks like a JWS in its JSON form; only the compact form is read',
  ],
  [
    (_, types) => types.includes('ClrSubject') || types.includes('AchievementSubject'),
    'looks like the subject of a credential, without the credential around it',
  ],
  [
    (_, types) => types.includes('Profile') || types.includes('Issuer'),
    'looks like the profile of an issuer or learner',
  ],
  [
    (value, types) => types.includes('Achievement') || has(value, 'achievementType'),
    'looks like an achievement without the assertion around it',
  ],
  [(value) => has(value, '@context') && Object.keys(value).length === 1, 'looks like a JSON-LD context'],
];

function appearanceOfObject(value: JsonObject): string {
  const types = typesOf(value);
  const known = OBJECTS.find(([fits]) => fits(value, types));
  if (known) return known[1];
  if (types.length > 0) return `has the type ${types.slice(0, 5).join(', ').slice(0, 200)}`;
  const names = Object.keys(value);
  return names.length === 0
    ? 'is an empty object'
    : `is an object with ${names.slice(0, 5).join(', ').slice(0, 200)}`;
}
