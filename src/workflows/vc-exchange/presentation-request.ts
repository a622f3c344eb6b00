/** What wallets are asked, as a Verifiable Presentation Request (VCALM 1.0, "Verifiable Presentation Request"). */
import type { JsonObject } from '../../kernel/json.ts';
import type { RequestContent } from '../exchange-ports.ts';

/** Each as an object: a text is the older spelling, which readers of objects do not know. */
const CRYPTOSUITES = [
  'eddsa-rdfc-2022',
  'Ed25519Signature2020',
  'ecdsa-rdfc-2019',
  'eddsa-jcs-2022',
  'ecdsa-jcs-2019',
].map((cryptosuite) => ({ cryptosuite }));

const METHODS = ['key', 'jwk', 'web'].map((method) => ({ method }));

/** Who presents; the Learner Credential Wallet takes one such query, with a challenge and a domain beside it. */
export const DID_AUTHENTICATION: JsonObject = {
  type: 'DIDAuthentication',
  acceptedMethods: METHODS,
  acceptedCryptosuites: CRYPTOSUITES,
};

const BADGE_TYPES = ['OpenBadgeCredential', 'AchievementCredential'];

/** What a request asks for: without the proof of a DID, wallets sign nothing. */
export function queriesFor(content: RequestContent): JsonObject[] {
  return [
    {
      type: 'QueryByExample',
      credentialQuery: examplesFor(content).map((example) => ({
        reason: content.title,
        example,
        ...(content.issuers.length === 0
          ? {}
          : { acceptedIssuers: content.issuers.map((issuer) => ({ issuer })) }),
      })),
    },
    ...(content.binding === 'required' ? [DID_AUTHENTICATION] : []),
  ];
}

/**
 * One wallet matches a list in an example only with a list, and a text only with the same text. So types are lists, the
 * issuer is an object, and what may differ from credential to credential is not in the example.
 */
function examplesFor({ template, issuers, achievementTypes }: RequestContent): JsonObject[] {
  const [issuer] = issuers.length === 1 ? issuers : [];
  const [achievementType] = achievementTypes.length === 1 ? achievementTypes : [];
  const from = issuer === undefined ? {} : { issuer: { id: issuer } };
  if (template !== 'badges') return [{ type: ['ClrCredential'], ...from }];
  const about =
    achievementType === undefined ? {} : { credentialSubject: { achievement: { achievementType } } };
  return BADGE_TYPES.map((type) => ({ type: [type], ...from, ...about }));
}
