/** Images made for tests, with tools that the code under test does not use. */
import { crc32 } from 'node:zlib';
import { PNG } from 'pngjs';

export const CREDENTIAL = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  name: 'Señal ® – 合格 🎓 שלום ]]> <b>&amp;</b> \u2028\u0085\uffff',
  proof: { type: 'DataIntegrityProof' },
};
export const TEXT = JSON.stringify(CREDENTIAL, null, 2);
export const CLR_TEXT = JSON.stringify({ ...CREDENTIAL, type: ['VerifiableCredential', 'ClrCredential'] });

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
export const jwsOf = (payload: object) => `${part({ alg: 'EdDSA' })}.${part(payload)}.c2ln`;
export const JWS = jwsOf(CREDENTIAL);

/** One chunk, with its length and checksum as given or as they should be. */
export function chunk(
  type: string,
  data: Uint8Array | string,
  { length = data.length, crc = 0 } = {},
): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data)]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(length, 0);
  frame.writeUInt32BE((crc32(body) ^ crc) >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

export const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Where the chunk IHDR ends. */
export const HEADER_END = 8 + 12 + 13;

/** A picture of four pixels. */
export function aPng(): Buffer {
  const png = new PNG({ width: 2, height: 2 });
  png.data.set([255, 0, 0, 255, 0, 255, 0, 128, 0, 0, 255, 0, 9, 8, 7, 6]);
  return PNG.sync.write(png);
}

/** The same with chunks after the header. */
export function pngWith(...chunks: Uint8Array[]): Buffer {
  const png = aPng();
  return Buffer.concat([png.subarray(0, HEADER_END), ...chunks, png.subarray(HEADER_END)]);
}

/** The data of an iTXt chunk: an uncompressed one, unless the flag says otherwise. */
export function itxt(keyword: string, text: Uint8Array | string, flag = 0, method = 0): Buffer {
  return chunk(
    'iTXt',
    Buffer.concat([
      Buffer.from(`${keyword}\0`, 'latin1'),
      Buffer.from([flag, method]),
      Buffer.from('\0\0'),
      Buffer.from(text),
    ]),
  );
}

export const SVG_NS = 'http://www.w3.org/2000/svg';
export const OB3_NS = 'https://purl.imsglobal.org/ob/v3p0';

/** An SVG with this before, in and after its drawing. */
export const svgWith = (inside: string, before = '', attributes = '') =>
  Buffer.from(
    `${before}<svg xmlns="${SVG_NS}" viewBox="0 0 9 9"${attributes}>${inside}<path d="M0,0 9,9"/></svg>\n`,
  );
