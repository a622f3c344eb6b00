/** What a template asks for, in the Digital Credentials Query Language (OpenID4VP 1.0, section 6). */
import { DcqlQuery } from 'dcql';
import type { RequestContent } from '../exchange-ports.ts';

type Query = DcqlQuery.Input['credentials'][number];

const VC = 'https://www.w3.org/2018/credentials#VerifiableCredential';
const CLR = 'https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential';
const OB = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html';

/** The standard says expanded types; wallets compare those, or the terms, so that each is an alternative. */
const CLR_TYPES = [[CLR], ['ClrCredential']];
const BADGE_TYPES = [
  [`${OB}#AchievementCredential`],
  ['AchievementCredential'],
  [`${OB}#OpenBadgeCredential`],
  ['OpenBadgeCredential'],
];
const ANY_TYPES = [[VC], ['VerifiableCredential']];

/** A CLR 1.0 in a credential that has no type of its own: wrapped verbatim, or by the pilots. */
const CLR1_CLAIMS = {
  claims: [
    { id: 'clr', path: ['credentialSubject', 'clr'] },
    { id: 'type', path: ['credentialSubject', 'type'], values: ['Clr', 'ClrSet'] },
  ],
  claim_sets: [['clr'], ['type']],
};

/**
 * One query for each form that a credential may have; any of them will do. No query names issuers: DCQL has no way to say
 * a DID, so that they are compared once the answer is here.
 */
export function dcqlFor({ template, achievementTypes, binding }: RequestContent): DcqlQuery.Input {
  const common = { multiple: true, require_cryptographic_holder_binding: binding === 'required' };
  const credentials: Query[] =
    template === 'badges'
      ? inForms('badge', BADGE_TYPES, common, claimsFor(achievementTypes))
      : [
          ...inForms('clr', CLR_TYPES, common),
          { ...common, id: 'clr1', format: 'ldp_vc', meta: { type_values: ANY_TYPES }, ...CLR1_CLAIMS },
          {
            ...common,
            id: 'clr1_jwt',
            format: 'jwt_vc_json',
            meta: { type_values: ANY_TYPES },
            ...CLR1_CLAIMS,
          },
        ];
  const query: DcqlQuery.Input = {
    credentials: credentials as DcqlQuery.Input['credentials'],
    credential_sets: [{ options: credentials.map(({ id }) => [id]) as [[string]] }],
  };
  DcqlQuery.validate(DcqlQuery.parse(query));
  return query;
}

type Common = { multiple: boolean; require_cryptographic_holder_binding: boolean };

/** Of an SD-JWT only the claims that are asked for are shown: all of the subject. */
function inForms(id: string, types: string[][], common: Common, claims: object = {}): Query[] {
  const meta = { type_values: types };
  return [
    { ...common, ...claims, id, format: 'ldp_vc', meta },
    { ...common, ...claims, id: `${id}_jwt`, format: 'jwt_vc_json', meta },
    { ...common, id: `${id}_sd_jwt`, format: 'vc+sd-jwt', meta, claims: [{ path: ['credentialSubject'] }] },
  ] as Query[];
}

function claimsFor(types: string[]): object {
  if (types.length === 0) return {};
  return { claims: [{ path: ['credentialSubject', 'achievement', 'achievementType'], values: types }] };
}
