/** SVG images: read by a parser that knows no DTD and fetches nothing, changed only where the credential stands. */
import { SaxesParser } from 'saxes';
import { looksLikeJwt } from '../kernel/decode-jwt.ts';
import { BridgeError, textOf } from '../kernel/errors.ts';
import { type BakedImage, MAX_TEXT_BYTES } from './baked-image.ts';
import { checkDoctype, checkInstruction, checkTag } from './check-svg-safety.ts';
import { type BakeableKind, type BakedKind, findKind, MARKERS } from './markers.ts';

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const MAX_DEPTH = 100;
/** Elements, attributes, comments and instructions; with the depth it bounds how often a prefix is looked up. */
const MAX_NODES = 250_000;

type Element = {
  kind: BakedKind;
  verify: string;
  body: string;
  /** Places in the source: of its `<`, and after the `>` of its end. */
  start: number;
  end: number;
};

/** `end` is the place after the `>` of the start tag. */
type Root = { name: string; end: number; isSelfClosing: boolean };

/**
 * @throws BridgeError `image-unreadable` where it is not well-formed SVG in UTF-8, `image-hostile` for what
 *   `checkTag` and its neighbours refuse, `too-large`; `image-ambiguous` for a text that says two things
 */
export function readSvg(bytes: Uint8Array): BakedImage {
  const source = decode(bytes);
  const { root, elements } = parse(source);
  return {
    format: 'svg',
    found: elements.map((element) => ({ kind: element.kind, text: () => textOfElement(element) })),
    replace: (kind, text) => Buffer.from(rewrite(source, root, elements, drawElement(kind, text))),
  };
}

function decode(bytes: Uint8Array): string {
  try {
    // a byte order mark is kept, as every other byte
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw unreadable('The SVG is not UTF-8 text.', cause);
  }
}

function parse(source: string): { root: Root; elements: Element[] } {
  const parser = new SaxesParser({ xmlns: true });
  const elements: Element[] = [];
  let root: Root | undefined;
  let open: Element | undefined;
  let [depth, nodes, start] = [0, 0, 0];
  const count = () => {
    if (++nodes > MAX_NODES) throw tooLarge(`more than ${MAX_NODES} elements, attributes and comments`);
  };
  const addText = (text: string) => {
    if (open === undefined) return;
    open.body += text;
    if (open.body.length > MAX_TEXT_BYTES)
      throw tooLarge(`a credential of more than ${MAX_TEXT_BYTES} bytes`);
  };

  parser.on('error', (cause) => {
    throw unreadable(`The SVG is not well-formed: ${textOf(cause)}`, cause);
  });
  parser.on('xmldecl', ({ encoding = 'utf-8' }) => {
    if (!/^(?:utf-?8|us-ascii)$/i.test(encoding))
      throw unreadable(`The SVG is in ${encoding}, not in UTF-8.`);
  });
  parser.on('doctype', checkDoctype);
  parser.on('processinginstruction', (instruction) => {
    count();
    checkInstruction(instruction);
  });
  parser.on('comment', count);
  parser.on('attribute', count);
  parser.on('opentagstart', () => {
    count();
    if (++depth > MAX_DEPTH) throw tooLarge(`elements nested more than ${MAX_DEPTH} levels deep`);
    // a name has no `<` in it, so this is the one it began with
    start = source.lastIndexOf('<', parser.position - 1);
  });
  parser.on('opentag', (tag) => {
    checkTag(tag);
    if (root === undefined) {
      if (tag.local !== 'svg' || tag.uri !== SVG_NAMESPACE) throw unreadable('The XML is no SVG image.');
      root = { name: tag.name, end: parser.position, isSelfClosing: tag.isSelfClosing };
      return;
    }
    if (open !== undefined) throw unreadable('The credential in the SVG has elements inside it.');
    const kind = findKind(({ namespace, element }) => tag.uri === namespace && tag.local === element);
    if (kind !== undefined) {
      open = { kind, verify: tag.attributes['verify']?.value ?? '', body: '', start, end: start };
      elements.push(open);
    }
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    depth--;
    if (open !== undefined) open.end = parser.position;
    open = undefined;
  });
  parser.write(source).close();
  // the parser has refused a document without a root
  return { root: root!, elements };
}

/**
 * What the element carries: a JWS in `verify`, or JSON in the body. In Open Badges 2.0 `verify` is an address
 * beside the body.
 */
function textOfElement({ kind, verify, body }: Element): string {
  const [token, json] = [verify.trim(), body.trim()];
  if (token === '' || json === '' || token === json) return json || token;
  if (kind === 'ob-2.0' && !looksLikeJwt(token)) return json;
  throw new BridgeError(
    'image-ambiguous',
    'The credential in the SVG has an attribute verify and a body; readers disagree on which counts.',
  );
}

/** Characters that XML has not, or that some version of it reads as another: within JSON they can be escaped. */
const UNSAFE = /[\u007f-\u009f\u2028\ufffe\uffff]/g;

function drawElement(kind: BakeableKind, text: string): string {
  const { prefix, element, namespace } = MARKERS[kind];
  const name = `${prefix}:${element}`;
  const open = `<${name} xmlns:${prefix}="${namespace}"`;
  if (looksLikeJwt(text)) return `${open} verify="${text}"></${name}>`;
  const json = text
    .replaceAll(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll(']]>', ']]]]><![CDATA[>');
  return `${open}><![CDATA[${json}]]></${name}>`;
}

/** The source without the elements, and with another straight after the start tag of the root. */
function rewrite(source: string, root: Root, elements: Element[], added: string): string {
  if (root.isSelfClosing) {
    return `${source.slice(0, root.end - 2)}>${added}</${root.name}>${source.slice(root.end)}`;
  }
  const pieces = [source.slice(0, root.end), added];
  let at = root.end;
  for (const { start, end } of elements) {
    pieces.push(source.slice(at, start));
    at = end;
  }
  return [...pieces, source.slice(at)].join('');
}

function unreadable(message: string, cause?: unknown): BridgeError {
  return new BridgeError('image-unreadable', message, { cause });
}

function tooLarge(what: string): BridgeError {
  return new BridgeError('too-large', `The SVG has ${what}.`);
}
