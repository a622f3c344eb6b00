/** Signs a presentation that somebody else has put together (VC-API: POST /presentations/prove). */
import { checkPresentationStructure } from '../credentials/checks.ts';
import { idOf } from '../credentials/schema-vc.ts';
import { type PRESENT_PROOFS, PROOF_KEYS } from '../kernel/contract.ts';
import { BridgeError, toErrorItems } from '../kernel/errors.ts';
import { asArray, type JsonObject } from '../kernel/json.ts';
import { versionOf } from '../kernel/vc-version.ts';
import { signDocument } from '../proofs/data-integrity.ts';
import { SUITES } from '../proofs/suites.ts';
import { signVpJwt } from '../proofs/vc-jwt.ts';
import { envelopeOf } from '../records/jws-of-envelope.ts';
import { isSelectiveProof } from './embed-base.ts';
import type { WrapDeps } from './ports.ts';
import { isEnvelopeProof, usualProof } from './secure-credential.ts';
import { within } from './within.ts';

export type PresentInput = {
  presentation: JsonObject;
  /** What the verifier asked for (Data Integrity 1.0, section 2.1); both are signed. */
  challenge?: string;
  domain?: string;
  /** Default: what the key is kept for; with sd-jwt that is jwt, since a presentation has nothing of its own to hide. */
  proof?: (typeof PRESENT_PROOFS)[number];
  /** Id of the key that signs. Default: the newest of the holder that the presentation names, else the default issuer's. */
  key?: string;
  /** Keep it, so that it can be read again by its id; one without an id is not kept. Default: no. */
  keep?: boolean;
};

/**
 * Adds a proof by the holder, for authentication. An absent `holder` is filled with the signer; the credentials, and
 * all else, stay as they are.
 *
 * @returns the presentation with its proof; under `jwt` as an EnvelopedVerifiablePresentation (VC Data Model 2.0, 4.13.2)
 * @throws BridgeError `request-invalid` with each broken rule, or where the holder is somebody else; `issuer-unknown`,
 *   `proof-unfit`, `term-undefined`, `conflict` for an id under which another is kept, ...
 */
export async function signPresentation(
  deps: Pick<WrapDeps, 'now' | 'loadDocument' | 'signerFor'> & {
    savePresentation?: (presentation: JsonObject, id: string, holder: string) => Promise<void>;
  },
  { presentation, challenge, domain, proof: asked, key, keep = false }: PresentInput,
): Promise<JsonObject> {
  checkStructure(presentation);
  const holder = idOf(presentation['holder']);
  const prefer = asked === undefined ? undefined : PROOF_KEYS[asked];
  const signer = await within(holder === undefined ? '' : '/holder', () =>
    deps.signerFor(key ?? holder, prefer),
  );
  if (holder !== undefined && holder !== signer.controller) {
    throw new BridgeError('request-invalid', `The holder here is ${signer.controller}, not ${holder}.`, {
      pointer: '/presentation/holder',
    });
  }
  const version = versionOf(presentation) ?? '2.0';
  // a key kept for base proofs makes another here, where its type has one
  const { proof: kept, ...plain } = signer;
  const proof = asked ?? usualProof(version, kept !== undefined && isSelectiveProof(kept) ? plain : signer);
  if (isSelectiveProof(proof)) {
    throw new BridgeError('proof-unfit', `${signer.id} makes no proof that a presentation can have here.`);
  }
  const asks = {
    ...(challenge === undefined ? {} : { challenge }),
    ...(domain === undefined ? {} : { domain }),
  };
  const now = deps.now();
  const held = { ...presentation, holder: presentation['holder'] ?? signer.controller };
  const signed = isEnvelopeProof(proof)
    ? envelopeOf(await signVpJwt(held, signer, { ...asks, now }), 'vp')
    : await signDocument(withContexts(held, SUITES[proof].context[version]), {
        proof,
        signer,
        now,
        loadDocument: deps.loadDocument,
        purpose: 'authentication',
        ...asks,
      });
  const id = idOf(presentation['id']);
  if (keep && id !== undefined)
    await within('/id', async () => deps.savePresentation?.(signed, id, signer.controller));
  return signed;
}

/** With those contexts of a proof that it does not list yet. */
function withContexts(presentation: JsonObject, needed: readonly string[]): JsonObject {
  const contexts = asArray(presentation['@context']);
  const missing = needed.filter((url) => !contexts.includes(url));
  return missing.length === 0 ? presentation : { ...presentation, '@context': [...contexts, ...missing] };
}

function checkStructure(presentation: JsonObject): void {
  const broken = checkPresentationStructure(presentation, '/presentation', { enveloped: false }).filter(
    ({ result }) => result === 'fail',
  );
  if (broken.length === 0) return;
  throw new BridgeError('request-invalid', 'The presentation breaks the data model.', {
    pointer: broken[0]?.pointer ?? '/presentation',
    errors: toErrorItems(broken),
  });
}
