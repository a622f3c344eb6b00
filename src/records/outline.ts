/** A record as a tree for people: the same for the command line and the page. */
import { decodeJwt } from '../kernel/decode-jwt.ts';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';
import { openCredential } from './inner-credentials.ts';
import { jwsOfEnvelope } from './jws-of-envelope.ts';
import { outlineOpened } from './outline-credential.ts';
import { outlineNative } from './outline-native.ts';
import { outlinePresentation } from './outline-presentation.ts';
import { isNativeRecord, type ParsedRecord } from './parse-record.ts';

export type OutlineNode = {
  /** Where it stands in the input; of a group by term that of its first member. */
  pointer: string;
  kind:
    | 'vp'
    | 'vc'
    | 'clr-set'
    | 'clr'
    | 'learner'
    | 'publisher'
    | 'issuer'
    | 'term'
    | 'assertion'
    | 'badge'
    | 'achievement'
    | 'endorsement';
  title: string;
  /** Short facts first, then prose. */
  lines: string[];
  children: OutlineNode[];
};

export type Outline = OutlineNode & {
  /** What a reader should know before believing what is shown. */
  warnings: string[];
};

/**
 * The outline of a record, however sparse: who it is about, who says it, and what was achieved, with parts under
 * wholes, earlier before later, by term where terms are given. CLR 1.0, CLR 2.0, Open Badges 3.0, an endorsement, any
 * other credential with the records in it, or a presentation of several; a JWS is opened. Nothing is verified here,
 * and pointers are those of a report on the same input.
 */
export function outline(record: ParsedRecord, pointer = ''): Outline {
  if (isNativeRecord(record)) return outlineNative(record, pointer);
  switch (record.kind) {
    case 'vp':
      return outlinePresentation(record.value, pointer);
    case 'vp-jwt':
    case 'vp-sd-jwt':
      return outlinePresentation(presentationIn(record.jws), pointer);
    case 'enveloped-vp':
      return outlinePresentation(presentationIn(jwsOfEnvelope(record.value) ?? ''), pointer);
    case 'vc-jwt':
    case 'vc-sd-jwt':
      return outlineOpened(openCredential(record.jws, pointer));
    default:
      return outlineOpened(openCredential(record.value, pointer));
  }
}

/** Empty where it cannot be read: whoever verifies says why. */
function presentationIn(jws: string): JsonObject {
  try {
    const { payload } = decodeJwt(jws, true);
    return isObject(payload['vp']) ? payload['vp'] : payload;
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return {};
  }
}
