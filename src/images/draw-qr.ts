/** A link as a QR code, drawn by the library qrcode. */
import qrcode from 'qrcode';

const SETTINGS = { errorCorrectionLevel: 'M', margin: 2 } as const;

/** @returns an SVG of its own size, dark on white whatever the page around it looks like */
export function drawQrSvg(link: string): Promise<string> {
  return qrcode.toString(link, { ...SETTINGS, type: 'svg', color: { dark: '#000000', light: '#ffffff' } });
}

/** @returns a PNG of 8 pixels a module */
export function drawQrPng(link: string): Promise<Uint8Array> {
  return qrcode.toBuffer(link, { ...SETTINGS, type: 'png', scale: 8 });
}

/**
 * Half blocks, two rows of modules a line.
 * @param coloured black on white whatever the colours of the terminal; else a module is dark where a block is drawn
 */
export function drawQrText(link: string, coloured: boolean): Promise<string> {
  return coloured
    ? qrcode.toString(link, { ...SETTINGS, type: 'terminal', small: true })
    : qrcode.toString(link, { ...SETTINGS, type: 'utf8' });
}
