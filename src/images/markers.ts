/** What a credential stands under in an image: facts of Open Badges and CLR, one row per standard. */

export type BakedKind = 'ob-3.0' | 'clr-2.0' | 'ob-2.0';

/** Open Badges 2.0 is read, and never written. */
export type BakeableKind = Exclude<BakedKind, 'ob-2.0'>;

export type Marker = {
  /** Of the iTXt chunk of a PNG. */
  keyword: string;
  /** Of the element of an SVG, with its local name; the prefix is only what we write. */
  namespace: string;
  element: string;
  prefix: string;
};

/** Open Badges 3.0, section "Baked badges"; CLR 2.0 carries the same rules over. */
export const MARKERS: Record<BakedKind, Marker> = {
  'ob-3.0': {
    keyword: 'openbadgecredential',
    namespace: 'https://purl.imsglobal.org/ob/v3p0',
    element: 'credential',
    prefix: 'openbadges',
  },
  'clr-2.0': {
    keyword: 'clrcredential',
    namespace: 'https://purl.imsglobal.org/clr/v2p0',
    element: 'credential',
    prefix: 'clr',
  },
  'ob-2.0': {
    keyword: 'openbadges',
    namespace: 'http://openbadges.org',
    element: 'assertion',
    prefix: 'openbadges',
  },
};

/** The standard whose marker fits, if any does. */
export function findKind(fits: (marker: Marker) => boolean): BakedKind | undefined {
  return (Object.keys(MARKERS) as BakedKind[]).find((kind) => fits(MARKERS[kind]));
}
