/** A learner record of one version becomes one of the other; nothing is signed, and what does not fit is listed. */

import { sourceOf } from '../credentials/check-conversion.ts';
import { unseal } from '../credentials/unseal.ts';
import { BridgeError } from '../kernel/errors.ts';
import { type Json, type JsonObject, oneOrAll } from '../kernel/json.ts';
import { rebase } from '../kernel/pointer.ts';
import { downgrade } from '../records/downgrade.ts';
import { kindName } from '../records/kind-name.ts';
import type { Loss } from '../records/losses.ts';
import { markSelection } from '../records/mark-selection.ts';
import { isNativeRecord, parseRecord } from '../records/parse-record.ts';
import { upgrade } from '../records/upgrade.ts';
import { credentialOf } from './credential-of.ts';
import { listClrs } from './list-clrs.ts';
import { within } from './within.ts';
import type { Clr2Choices } from './wrap-clr2.ts';

export type ConvertInput = {
  /** CLR 1.0 (Clr, ClrSet, signed CLR), CLR 2.0 or Open Badges 3.0. Signatures in it are not checked here. */
  record: Json;
  to: '1.0' | '2.0';
  /** To 2.0: id of whoever is going to sign. Default: the default issuer. */
  issuer?: string;
  /** To 2.0: DID of the learner. */
  subject?: string;
  /** To 1.0: issuers, beside one’s own, whose carried members of CLR 1.0 are put back. */
  bridges?: string[];
  /** To 1.0: choice in texts of several languages. Default en. */
  lang?: string;
} & Omit<Clr2Choices, 'embedSource'>;

export type Converted = {
  /** One record, or one for each Clr of a ClrSet. */
  clr: JsonObject | JsonObject[];
  losses: Loss[];
};

export type ConvertDeps = {
  /** DID of whoever signs here by default. @throws BridgeError `issuer-unknown` where nobody does */
  defaultIssuer: () => Promise<string>;
  /** DIDs of this service’s own keys. */
  ownIssuers: () => Promise<string[]>;
};

/** @throws BridgeError `record-invalid` with every loss that refuses; `record-unsupported`, `record-unrecognised` */
export async function convertRecord(deps: ConvertDeps, input: ConvertInput): Promise<Converted> {
  const parsed = parseRecord(input.record);
  if (isNativeRecord(parsed)) {
    if (input.to === '1.0' && 'record' in parsed) return { clr: parsed.record, losses: [] };
    const { clrs, losses } = listClrs(parsed, '');
    if (input.to === '1.0') return { clr: oneOrAll(clrs.map(({ clr }) => clr)), losses };
    const issuer = input.issuer ?? (await deps.defaultIssuer());
    const made = clrs.map(({ clr, base, jws }) => {
      const upgraded = within(base, () =>
        upgrade(clr, { ...upgradeOptions(input, issuer), ...(jws === undefined ? {} : { sourceJws: jws }) }),
      );
      return {
        record: upgraded.record,
        losses: rebase(upgraded.losses, base),
      };
    });
    return {
      clr: oneOrAll(made.map(({ record }) => record)),
      losses: [...losses, ...made.flatMap((one) => one.losses)],
    };
  }
  const opened = credentialOf(parsed);
  if (opened === undefined || opened.kind === 'vc') {
    throw new BridgeError(
      'record-unsupported',
      `This is ${kindName(parsed.kind)}, which cannot be converted; unwrap takes the records out of it.`,
    );
  }
  const { credential, selected = false } = opened;
  const marked = (record: JsonObject) => (selected ? (markSelection(record) as JsonObject) : record);
  if (input.to === '2.0') return { clr: marked(credential), losses: [] };
  const source = sourceOf(credential);
  if (source !== undefined) return { clr: source, losses: [] };
  const bridges = [...(await deps.ownIssuers()), ...(input.bridges ?? [])];
  const { carry, lang } = input;
  const { record, losses } = downgrade(unseal(credential), {
    bridges,
    ...(carry === undefined ? {} : { carry }),
    ...(lang === undefined ? {} : { lang }),
  });
  return { clr: marked(record), losses };
}

/** The options of `upgrade`, for an issuer known by id. */
export function upgradeOptions(
  { speaksFor, fill, personal, subject, issuerName, carry }: Clr2Choices & { subject?: string },
  issuer: string,
): Parameters<typeof upgrade>[1] {
  return {
    issuer: { id: issuer, type: ['Profile'], ...(issuerName === undefined ? {} : { name: issuerName }) },
    ...(speaksFor === undefined ? {} : { speaksFor }),
    ...(fill === undefined ? {} : { fill }),
    ...(personal === undefined ? {} : { personal }),
    ...(subject === undefined ? {} : { learnerId: subject }),
    ...(carry === undefined ? {} : { carry }),
  };
}
