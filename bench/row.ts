/** One thing that is measured: the same work done by several sides, each with a check that its answer is right. */
import type { JsonObject } from '../src/kernel/json.ts';

/** Who does the work: this project, a library that people use instead, or the least that has to be done. */
export const PEERS = {
  digitalbazaar: '@digitalbazaar/vc',
  digitalcredentials: '@digitalcredentials/vc',
  didkit: 'didkit-wasm',
} as const;

export type PeerName = keyof typeof PEERS;
export type SideName = 'ours' | PeerName | 'floor';

export type Side = {
  run(): Promise<unknown>;
  isSound(answer: unknown): boolean | Promise<boolean>;
  /** An answer that is not right, which the check has to notice. */
  wrong(): Promise<unknown>;
};

/** The tables of the page, in its order. `floor` says what the least is. */
export const FAMILIES = {
  clr2: {
    title: 'CLR 2.0, the CLR and each badge in it signed',
    floor: 'one Ed25519 signature for the CLR and one for each badge',
  },
  profile: {
    title: 'A record of CLR 1.0 as a signed CLR 2.0 (profile clr2)',
    floor: 'one Ed25519 signature for the CLR and one for each badge',
  },
  verbatim: {
    title: 'A record of CLR 1.0 as it is (profile verbatim), from the text of its JSON',
    floor: 'JSON.parse, JCS, SHA-256 and one Ed25519 signature',
  },
  linked: {
    title: 'A record of CLR 1.0 as linked data',
    floor: 'one Ed25519 signature',
  },
  jwt: {
    title: 'A record of CLR 1.0 as a VC-JWT',
    floor: 'jose alone: the same payload signed, or checked and parsed',
  },
  sdJwt: {
    title: 'A record of CLR 1.0 as an SD-JWT',
    floor: 'one Ed25519 signature',
  },
  selective: {
    title: 'Badges and CLR 2.0 under ecdsa-sd-2023',
    floor:
      'one P-256 signature, made or checked, for the CLR and for each of its badges; that the proof has one more for each statement is not counted',
  },
  status: {
    title: 'Status lists of 131,072 entries, 1000 of them set',
    floor: 'gzip of the bits, or gunzip, and one Ed25519 signature where one is made or checked',
  },
  conversion: {
    title: 'Between CLR 1.0 and 2.0, nothing signed',
    floor: 'structuredClone of what goes in',
  },
} as const;

type Family = keyof typeof FAMILIES;

export type Row = { family: Family; label: string; sides: { ours: Side } & Partial<Record<SideName, Side>> };

/** Something is made, and whoever reads it says whether it is right. */
export function makingSide<T extends JsonObject | string>(
  make: () => Promise<T>,
  holds: (made: T) => Promise<boolean>,
): Side {
  return {
    run: make,
    isSound: (made) => holds(made as T),
    wrong: async () => spoil(await make()),
  };
}

/** Something is checked; of a spoiled one the answer must be another. */
export function checkingSide<T extends JsonObject | string>(
  check: (given: T) => Promise<unknown>,
  given: T,
  isGood: (answer: unknown) => boolean,
  spoiled: T = spoil(given),
): Side {
  return { run: () => check(given), isSound: isGood, wrong: () => check(spoiled) };
}

/**
 * The same with a letter changed inside: the name of a course in JSON, a character of the payload in a token.
 *
 * @throws TypeError where no course is named, since nothing would be spoiled
 */
function spoil<T extends JsonObject | string>(value: T): T {
  if (typeof value === 'string' && value.startsWith('ey')) {
    const at =
      value.indexOf('.') + Math.floor((value.indexOf('.', value.indexOf('.') + 1) - value.indexOf('.')) / 2);
    return (value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1)) as T;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const spoiled = text.replace('"name":"Course ', '"name":"Curse ');
  if (spoiled === text) throw new TypeError('there is no course whose name could be changed');
  return (typeof value === 'string' ? spoiled : JSON.parse(spoiled)) as T;
}

export const isTrue = (answer: unknown): boolean => answer === true;

/** Of a report of ours. */
export const isAccepted = (verification: unknown): boolean =>
  (verification as { report: { verdict: string } }).report.verdict === 'accepted';

/** The signed badges in a CLR 2.0. */
export const badgesOf = ({ credentialSubject }: JsonObject): JsonObject[] =>
  (credentialSubject as { verifiableCredential: JsonObject[] }).verifiableCredential;
