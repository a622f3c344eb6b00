/** What wallets may ask for by OpenID4VCI: each kind of credential in each format, and which of them an offer has. */
import { typesOf } from '../../credentials/schema-vc.ts';
import { EMBEDDED_PROOFS } from '../../kernel/contract.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { VC1_CONTEXT, VC2_CONTEXT, type VcVersion, versionOf } from '../../kernel/vc-version.ts';
import { JWS_ALGORITHM } from '../../proofs/ports.ts';
import { CLR2_CONTEXT } from '../../records/model-clr2.ts';
import { OB3_CONTEXT } from '../../records/model-ob3.ts';
import { isNativeRecord, parseRecord } from '../../records/parse-record.ts';
import type { CredentialFormat, OfferContent, OfferItem } from '../exchange-ports.ts';
import { readSecured } from '../read-secured.ts';
import type { Secured } from '../secure-credential.ts';

type Kind = { name: string; type: string[]; contexts: string[] };

/** Kinds of credentials, each for the version of the data model that it is written in. */
const KINDS: Record<string, Kind> = {
  clr2: {
    name: 'Comprehensive Learner Record',
    type: ['VerifiableCredential', 'ClrCredential'],
    contexts: [VC2_CONTEXT, CLR2_CONTEXT, OB3_CONTEXT],
  },
  open_badge: {
    name: 'Open Badge',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    contexts: [VC2_CONTEXT, OB3_CONTEXT],
  },
  achievement: {
    name: 'Achievement',
    type: ['VerifiableCredential', 'AchievementCredential'],
    contexts: [VC2_CONTEXT, OB3_CONTEXT],
  },
  clr1: { name: 'Learner record (CLR 1.0)', type: ['VerifiableCredential'], contexts: [VC2_CONTEXT] },
  clr1_vc1: { name: 'Learner record (CLR 1.0)', type: ['VerifiableCredential'], contexts: [VC1_CONTEXT] },
  credential: { name: 'Credential', type: ['VerifiableCredential'], contexts: [VC2_CONTEXT] },
  credential_vc1: { name: 'Credential', type: ['VerifiableCredential'], contexts: [VC1_CONTEXT] },
};

const FORMATS: Record<CredentialFormat, { suffix: string; algorithms: string[] }> = {
  ldp_vc: { suffix: 'ldp_vc', algorithms: [...EMBEDDED_PROOFS] },
  jwt_vc_json: { suffix: 'jwt_vc_json', algorithms: Object.values(JWS_ALGORITHM) },
  'vc+sd-jwt': { suffix: 'vc_sd_jwt', algorithms: Object.values(JWS_ALGORITHM) },
  'vc+jwt': { suffix: 'vc_jwt', algorithms: Object.values(JWS_ALGORITHM) },
};

/** Formats in which the service signs; `vc+jwt` is for what came signed so, since the wallets in the field read no such. */
const SIGNED_HERE: Record<VcVersion, CredentialFormat[]> = {
  '2.0': ['ldp_vc', 'jwt_vc_json', 'vc+sd-jwt'],
  '1.1': ['ldp_vc', 'jwt_vc_json'],
};

export type Configuration = {
  /** `credential_configuration_id`; also its OAuth scope. */
  id: string;
  format: CredentialFormat;
  type: string[];
  contexts: string[];
  name: string;
  algorithms: string[];
};

/** Every configuration by its id; the same for all offers. */
export const CONFIGURATIONS: ReadonlyMap<string, Configuration> = new Map(
  Object.entries(KINDS).flatMap(([kind, { name, type, contexts }]) =>
    Object.entries(FORMATS).map(([format, { suffix, algorithms }]) => {
      const id = `${kind}_${suffix}`;
      return [id, { id, format: format as CredentialFormat, type, contexts, name, algorithms }] as const;
    }),
  ),
);

/** One thing of an offer in one format. */
export type Choice = {
  /** `credential_identifier`: within one claim it names this thing in this format. */
  identifier: string;
  /** Place of the thing in the offer. */
  index: number;
  item: OfferItem;
  configuration: Configuration;
};

/** All choices of an offer: thing by thing, each in the formats it can be had in, linked data first. */
export function listChoices({ items }: OfferContent): Choice[] {
  return items.flatMap((item, index) =>
    configurationsOf(item).map((configuration) => ({
      identifier: `${configuration.id}.${index}`,
      index,
      item,
      configuration,
    })),
  );
}

function configurationsOf(item: OfferItem): Configuration[] {
  const { kind, version, formats } = describeItem(item);
  const name = version === '1.1' ? `${kind}_vc1` : kind;
  return formats.flatMap((format) => CONFIGURATIONS.get(`${name}_${FORMATS[format].suffix}`) ?? []);
}

type Described = { kind: string; version: VcVersion; formats: CredentialFormat[] };

function describeItem({ kind, value, options = {} }: OfferItem): Described {
  if (kind === 'signed') return describeSigned(value as Secured);
  if (kind === 'record' && isNativeRecord(parseRecord(value))) {
    const { profile = 'verbatim' } = options;
    const version = options.vcVersion ?? (profile === 'linked-data' ? '1.1' : '2.0');
    // as linked data it cannot be hidden in parts, and is made for those who read nothing else
    const formats: CredentialFormat[] = profile === 'linked-data' ? ['ldp_vc'] : SIGNED_HERE[version];
    return { kind: profile === 'clr2' ? 'clr2' : 'clr1', version, formats };
  }
  const described = describeCredential(value as JsonObject);
  return { ...described, formats: SIGNED_HERE[described.version] };
}

/** What is signed already is had in the one format that it has. */
function describeSigned(value: Secured): Described {
  const { format, credential } = readSecured(value);
  return { ...describeCredential(credential), formats: [format] };
}

function describeCredential(credential: JsonObject): Omit<Described, 'formats'> {
  const types = typesOf(credential);
  const version = versionOf(credential) ?? '2.0';
  // CLR 2.0 and Open Badges 3.0 are of VC 2.0; of the earlier drafts of both there is no configuration of its own
  if (version === '1.1') return { kind: 'credential', version };
  if (types.includes('ClrCredential')) return { kind: 'clr2', version };
  if (types.includes('OpenBadgeCredential')) return { kind: 'open_badge', version };
  if (types.includes('AchievementCredential')) return { kind: 'achievement', version };
  return { kind: 'credential', version };
}
