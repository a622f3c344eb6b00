/** An upgrade, opened for tests. */
import { BridgeError, type ErrorItem } from '../../src/kernel/errors.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { type UpgradeOptions, upgrade } from '../../src/records/upgrade.ts';

export const BRIDGE = { id: 'did:web:bridge.example', type: ['Profile'], name: 'Bridge' };

export type Opened = {
  record: JsonObject;
  subject: JsonObject;
  /** The credentials in it. */
  badges: JsonObject[];
  /** Their subjects. */
  subjects: JsonObject[];
  /** The achievements of these. */
  awarded: JsonObject[];
  /** The carrier of the record, and those of the credentials. */
  rest: JsonObject;
  rests: JsonObject[];
  losses: { code: string; pointer: string; value?: Json }[];
  /** The codes at a pointer and below. */
  codesAt(pointer: string): string[];
};

export function opened(clr: JsonObject, options: Partial<UpgradeOptions> = {}): Opened {
  const { record, losses } = upgrade(clr, { issuer: BRIDGE, ...options });
  const subject = record['credentialSubject'] as JsonObject;
  const badges = subject['verifiableCredential'] as JsonObject[];
  const subjects = badges.map((badge) => badge['credentialSubject'] as JsonObject);
  return {
    record,
    subject,
    badges,
    subjects,
    awarded: subjects.map((one) => one['achievement'] as JsonObject),
    rest: record['clr1Rest'] as JsonObject,
    rests: badges.map((badge) => badge['clr1Rest'] as JsonObject),
    losses,
    codesAt: (pointer) =>
      losses
        .filter((loss) => loss.pointer === pointer || loss.pointer.startsWith(`${pointer}/`))
        .map(({ code }) => code),
  };
}

/** The losses that a refused upgrade names. */
export function refusals(clr: JsonObject, options: Partial<UpgradeOptions> = {}): ErrorItem[] {
  try {
    upgrade(clr, { issuer: BRIDGE, ...options });
  } catch (error) {
    if (error instanceof BridgeError && error.code === 'record-invalid') return error.errors;
    throw error;
  }
  return [];
}
