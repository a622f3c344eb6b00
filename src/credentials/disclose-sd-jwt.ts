/** A selection from an SD-JWT: which of its parts are shown. What is shown, and the signature, stay as they are. */
import { BridgeError } from '../kernel/errors.ts';
import type { Json } from '../kernel/json.ts';
import { openSdJwt } from '../kernel/sd-jwt.ts';
import { chooseParts } from './choose-parts.ts';

export type Selection = {
  /** In its compact form, without a key binding. */
  sdJwt: string;
  /** Pointers, into what was handed in, of the parts that are shown. */
  kept: string[];
  /** How many parts that were shown before are not shown now. */
  omitted: number;
  /** The key that the issuer names as the holder's (claim `cnf`). */
  cnf?: Json;
};

/**
 * @param keep JSON Pointers into the credential: the part there, and every part below; or ids of parts or of their
 *   achievements, where an id that occurs several times keeps all of them
 * @throws BridgeError `selection-unknown` where an entry names nothing; `credential-rejected` where a disclosure does
 *   not belong to the credential; what `openSdJwt` throws
 */
export function discloseSdJwt(text: string, keep: string[]): Selection {
  const opened = openSdJwt(text);
  const [fault] = opened.faults;
  if (fault !== undefined) throw new BridgeError('credential-rejected', fault);
  const { disclosed, payload, jws } = opened;
  const chosen = chooseParts(payload, disclosed, keep);
  const kept = disclosed.filter((part) => chosen.has(part));
  return {
    sdJwt: [jws, ...kept.map(({ encoded }) => encoded), ''].join('~'),
    kept: kept.map(({ pointer }) => pointer),
    omitted: disclosed.length - kept.length,
    ...(payload['cnf'] === undefined ? {} : { cnf: payload['cnf'] }),
  };
}
