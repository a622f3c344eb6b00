import type { ParsedRecord } from './parse-record.ts';

const NAMES: Record<ParsedRecord['kind'], string> = {
  'clr-1.0': 'a Clr of CLR 1.0',
  'clr-set': 'a ClrSet of CLR 1.0',
  assertion: 'an Assertion of CLR 1.0',
  endorsement: 'an Endorsement of CLR 1.0',
  'signed-clr': 'a signed Clr of CLR 1.0',
  'signed-clr-set': 'a signed ClrSet of CLR 1.0',
  'signed-assertion': 'a signed Assertion of CLR 1.0',
  'signed-endorsement': 'a signed Endorsement of CLR 1.0',
  'clr-2.0': 'a ClrCredential of CLR 2.0',
  'ob-3.0': 'an achievement credential of Open Badges 3.0',
  vc: 'a credential',
  'vc-jwt': 'a credential as JWT',
  'vc-sd-jwt': 'a credential as SD-JWT',
  'enveloped-vc': 'an enveloped credential',
  vp: 'a presentation',
  'vp-jwt': 'a presentation as JWT',
  'vp-sd-jwt': 'a presentation as SD-JWT',
  'enveloped-vp': 'an enveloped presentation',
};

/** What a kind of input is called in sentences, with its article. */
export function kindName(kind: ParsedRecord['kind']): string {
  return NAMES[kind];
}
