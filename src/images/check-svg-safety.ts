/**
 * What an SVG must not have: whatever runs, or brings in something that runs, when somebody opens the badge.
 * Nothing is drawn here, but a badge that was read or made here is shown by others.
 */
import type { SaxesTagNS } from 'saxes';
import { BridgeError } from '../kernel/errors.ts';

const ACTIVE_ELEMENTS = new Set(['script', 'handler', 'iframe', 'frame', 'object', 'embed', 'applet']);

/** Begins an address, or one of the addresses an animation goes through. */
const SCRIPT_ADDRESS = /(?:^|;)(?:javascript|vbscript|livescript):/i;
/** Documents of their own, with script of their own. */
const DOCUMENT_ADDRESS = /(?:^|;)data:(?:text\/html|(?:text|application)\/(?:\w+\+)?xml|image\/svg\+xml)/i;
/** Draw what they name as a picture, in which nothing runs. */
const PICTURES = new Set(['image', 'feimage']);

/** @throws BridgeError `image-hostile` */
export function checkTag({ local, attributes }: SaxesTagNS): void {
  const element = local.toLowerCase();
  if (ACTIVE_ELEMENTS.has(element)) throw hostile(`an element ${element}`);
  for (const { local: name, uri, value } of Object.values(attributes)) {
    if (uri === '' && /^on/i.test(name)) throw hostile(`an event handler (${name.slice(0, 40)})`);
    if (name.toLowerCase() === 'srcdoc') throw hostile('a frame (srcdoc)');
    if (!value.includes(':')) continue;
    // browsers skip white space and control characters within an address
    const address = value.replaceAll(/[\0- \u007f-\u00a0]/g, '');
    if (SCRIPT_ADDRESS.test(address)) throw hostile(`script in an address (${name.slice(0, 40)})`);
    if (DOCUMENT_ADDRESS.test(address) && !PICTURES.has(element)) {
      throw hostile(`a document in an address (${name.slice(0, 40)})`);
    }
  }
}

/** A stylesheet can be a program (XSLT). @throws BridgeError `image-hostile` */
export function checkInstruction({ target }: { target: string }): void {
  if (/^xml-stylesheet$/i.test(target)) throw hostile('a stylesheet outside it (xml-stylesheet)');
}

/** A DOCTYPE may name the DTD of SVG, which nobody fetches; entities of its own are refused. @throws BridgeError `image-hostile` */
export function checkDoctype(doctype: string): void {
  if (doctype.replaceAll(/"[^"]*"|'[^']*'/g, '').includes('[')) throw hostile('a DTD inside it');
}

function hostile(what: string): BridgeError {
  return new BridgeError('image-hostile', `The SVG has ${what}; it is not read.`);
}
