/** Credentials in SVG images: what goes in comes out, and nothing else of the image changes. */
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { bake } from '../../src/images/bake.ts';
import { MAX_TEXT_BYTES } from '../../src/images/baked-image.ts';
import { imageFormatOf } from '../../src/images/image-format.ts';
import { unbake } from '../../src/images/unbake.ts';
import { CLR_TEXT, CREDENTIAL, JWS, OB3_NS, SVG_NS, svgWith, TEXT } from './pictures.ts';

const thrown = (code: string, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

type Seen = { name: string; uri: string; parent: string; verify?: string; body: string };

/** Every element, as a parser sees it. */
function elementsOf(svg: Uint8Array): Seen[] {
  const parser = new SaxesParser({ xmlns: true });
  const [seen, open]: [Seen[], Seen[]] = [[], []];
  const add = (text: string) => {
    for (const element of open.slice(-1)) element.body += text;
  };
  parser.on('opentag', ({ local, uri, attributes }) => {
    const verify = attributes['verify']?.value;
    const element = { name: local, uri, parent: open.at(-1)?.name ?? '', body: '' };
    open.push(verify === undefined ? element : { ...element, verify });
    seen.push(open.at(-1)!);
  });
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => void open.pop());
  parser.write(new TextDecoder().decode(svg)).close();
  return seen;
}

/** One credential in an SVG of ours. */
const inside = (content: string, attributes = '') =>
  `<openbadges:credential xmlns:openbadges="${OB3_NS}"${attributes}>${content}</openbadges:credential>`;

describe('an SVG', () => {
  test.each([
    ['a badge as JSON', TEXT, 'ob-3.0', OB3_NS],
    ['a badge as JWS', JWS, 'ob-3.0', OB3_NS],
    ['a CLR as JSON', CLR_TEXT, 'clr-2.0', 'https://purl.imsglobal.org/clr/v2p0'],
  ])('carries %s', (_name, text, kind, uri) => {
    const baked = bake(svgWith('<g/>'), `\n${text}\n`);
    const found = unbake(baked);
    expect(found).toMatchObject({ format: 'svg', kind });
    const [root, first, ...others] = elementsOf(baked);
    expect([root?.name, others.map(({ name }) => name)]).toEqual(['svg', ['g', 'path']]);
    expect(first).toMatchObject({ name: 'credential', uri, parent: 'svg' });
    if (text === JWS) {
      expect([found.text, first?.verify, first?.body]).toEqual([JWS, JWS, '']);
    } else {
      expect(first?.verify).toBeUndefined();
      expect(JSON.parse(first!.body)).toEqual(JSON.parse(text));
      expect(JSON.parse(found.text)).toEqual(JSON.parse(text));
    }
  });

  test('keeps every other byte, however it is written', () => {
    const prolog = fc.constantFrom(
      '',
      '\ufeff',
      '<?xml version="1.0" encoding="utf-8"?>\r\n',
      '\ufeff<?xml version="1.1"?>\n',
      '<!-- a > b <svg> -->\r\n<?a b?>',
      '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n',
    );
    const attributes = fc.constantFrom(
      '',
      ' a=">"',
      "\r\n b='<'".replace('<', '&lt;'),
      ` xmlns:openbadges="${OB3_NS}"`,
    );
    const content = fc.constantFrom('', '\r\n', '<g/>', 'é🎓&amp;', '<![CDATA[<g>]]>', '<g><svg/></g>');
    const said = fc.array(
      fc.oneof(
        fc.constantFrom(']]>', '<![CDATA[', '</svg>', '\u2028', '\uffff', '\u007f'),
        fc.string({ unit: 'binary' }),
      ),
    );
    const name = fc.constantFrom(['svg', 'xmlns'], ['s:svg', 'xmlns:s']);
    fc.assert(
      fc.property(prolog, attributes, content, said, name, (before, more, inner, words, [tag, xmlns]) => {
        const start = `${before}<${tag} ${xmlns}="${SVG_NS}"${more}\n>`;
        const image = Buffer.from(`${start}${inner}</${tag}>\r\n`);
        const credential = { ...CREDENTIAL, name: words.join('') };
        const baked = Buffer.from(bake(image, JSON.stringify(credential)));
        const at = Buffer.byteLength(start);
        const rest = baked.subarray(at + baked.length - image.length);
        expect(Buffer.concat([baked.subarray(0, at), rest]).equals(image)).toBe(true);
        expect(JSON.parse(unbake(baked).text)).toEqual(credential);
        expect(elementsOf(baked).filter(({ uri }) => uri === OB3_NS)).toHaveLength(1);
        expect(Buffer.from(bake(baked, JWS, { overwrite: true })).equals(bake(image, JWS))).toBe(true);
      }),
    );
  });

  test('without content gets an end tag', () => {
    const image = Buffer.from(`<s:svg xmlns:s="${SVG_NS}" />\n`);
    const baked = bake(image, JWS);
    expect(Buffer.from(baked).toString()).toMatch(/^<s:svg xmlns:s="[^"]*" ><openbadges:.*><\/s:svg>\n$/);
    expect(unbake(baked).text).toBe(JWS);
  });

  test('with a credential is not baked into again, unless it is said', () => {
    const baked = bake(svgWith(''), TEXT);
    expect(() => bake(baked, CLR_TEXT)).toThrow(thrown('image-baked'));
    const several = svgWith(`\n ${inside('{}', ' verify="x"')} <g>${inside('{}')}</g>`);
    const plain = svgWith('\n  <g></g>');
    expect(Buffer.from(bake(several, JWS, { overwrite: true })).equals(bake(plain, JWS))).toBe(true);
  });

  test.each([
    ['under another prefix', `<x:credential xmlns:x="${OB3_NS}" verify="${JWS}"/>`, JWS],
    ['under none', `<credential xmlns="${OB3_NS}" verify=" ${JWS} "> </credential>`, JWS],
    ['deeper down', `<g><g>${inside('{"a":1}')}</g></g>`, '{"a":1}'],
    ['as text with references', inside('\n{&quot;a&quot;: &#x31;}\n'), '{"a": 1}'],
    ['in pieces', inside('<![CDATA[{"a"]]><!-- : -->:<![CDATA[1}]]>'), '{"a":1}'],
    [
      'as Open Badges 2.0',
      '<o:assertion xmlns:o="http://openbadges.org" verify="https://a.example/1">{}</o:assertion>',
      '{}',
    ],
    [
      'as an address',
      '<o:assertion xmlns:o="http://openbadges.org" verify="https://a.example/1"/>',
      'https://a.example/1',
    ],
  ])('with a credential %s is read', (_name, content, text) => {
    expect(unbake(svgWith(content)).text).toBe(text);
  });
});

describe('an SVG is refused', () => {
  test.each<[string, Uint8Array, string, string]>([
    ['without a credential', svgWith(''), 'image-without-credential', 'SVG'],
    [
      'with an element of another standard',
      svgWith('<credential verify="x"/>'),
      'image-without-credential',
      '',
    ],
    ['with an empty credential', svgWith(inside(' ')), 'image-without-credential', ''],
    ['with two', svgWith(inside('{}') + inside('{}')), 'image-ambiguous', '2'],
    ['with one that says two things', svgWith(inside('{}', ' verify="a.b.c"')), 'image-ambiguous', 'verify'],
    ['with elements inside the credential', svgWith(inside('<g/>')), 'image-unreadable', 'elements'],
    ['cut short', svgWith('').subarray(0, -9), 'image-unreadable', 'well-formed'],
    ['with an entity nobody declares', svgWith('&xxe;'), 'image-unreadable', 'entity'],
    [
      'in another encoding',
      svgWith('', '<?xml version="1.0" encoding="ISO-8859-1"?>'),
      'image-unreadable',
      'ISO',
    ],
    [
      'with bytes that are no UTF-8',
      Buffer.concat([svgWith(''), Buffer.from([0xff])]),
      'image-unreadable',
      'UTF-8',
    ],
    ['that is no SVG but for its name', Buffer.from('<svg/>'), 'image-unreadable', 'no SVG'],
    ['nested without end', svgWith('<g>'.repeat(101) + '</g>'.repeat(101)), 'too-large', 'deep'],
    ['with more elements than anybody draws', svgWith('<g/>'.repeat(250_000)), 'too-large', 'elements'],
    [
      'with more comments than anybody writes',
      svgWith('<!--a--><?b?>'.repeat(125_001)),
      'too-large',
      'comments',
    ],
    [
      'with a text that is too long',
      svgWith(inside('x'.repeat(MAX_TEXT_BYTES + 1))),
      'too-large',
      'credential',
    ],
  ])('%s', (_name, bytes, code, message) => {
    expect(() => unbake(bytes)).toThrow(thrown(code, message));
  });

  const dtd = (declaration: string) => `<!DOCTYPE svg SYSTEM "a[b" [${declaration}]>`;
  test.each<[string, Uint8Array, string]>([
    ['an external entity', svgWith('&x;', dtd('<!ENTITY x SYSTEM "file:///etc/passwd">')), 'DTD'],
    ['entities of entities', svgWith('&b;', dtd('<!ENTITY a "ha"><!ENTITY b "&a;&a;">')), 'DTD'],
    ['script', svgWith('<script>alert(1)</script>'), 'script'],
    ['script of HTML', svgWith('<x:SCRIPT xmlns:x="http://www.w3.org/1999/xhtml"/>'), 'script'],
    ['an event handler', svgWith('', '', ' onload="alert(1)"'), 'onload'],
    ['script in an address', svgWith('<a href=" java&#10;script:alert(1)"><g/></a>'), 'href'],
    [
      'script behind much white space',
      svgWith(`<a href="${' '.repeat(99_999)}JavaScript:alert(1)"/>`),
      'href',
    ],
    [
      'script in an animation',
      svgWith('<animate attributeName="href" values="#;javascript:a()"/>'),
      'values',
    ],
    ['a document in an address', svgWith('<use href="data:image/svg+xml;base64,PHN2Zy8+"/>'), 'href'],
    [
      'a frame',
      svgWith('<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
      'iframe',
    ],
    ['the content of a frame', svgWith('<x srcdoc="a"/>'), 'srcdoc'],
    ['a stylesheet outside', svgWith('', '<?xml-stylesheet href="a.xsl" type="text/xsl"?>'), 'stylesheet'],
  ])('with %s, read or baked', (_name, bytes, message) => {
    expect(imageFormatOf(bytes)).toBe('svg');
    expect(() => unbake(bytes)).toThrow(thrown('image-hostile', message));
    expect(() => bake(bytes, TEXT, { overwrite: true })).toThrow(thrown('image-hostile', message));
  });

  test('but not for what is only drawn', () => {
    const image = svgWith(
      '<text>onload=javascript:</text><image href="data:image/svg+xml,a"/><image href="data:image/png;base64,AA=="/><g data-on="a: b" x:onto="1" xmlns:x="urn:x"/><foreignObject/>',
    );
    expect(unbake(bake(image, JWS)).text).toBe(JWS);
  });
});

describe('imageFormatOf', () => {
  test.each([
    ['\ufeff<?xml version="1.0"?>\n<!-- made by -->\n<!DOCTYPE svg>\n<svg:svg>', 'svg'],
    ['<!doctype SVG [<!ENTITY a "b">]><svg>', 'svg'],
    ['<html><svg></svg></html>', undefined],
    ['<!doctype html><svg/>', undefined],
    ['<svgs/>', undefined],
    ['{"a":"<svg>"}', undefined],
    [`${'<!---->'.repeat(9000)}x`, undefined],
    ['<!-- <svg>', undefined],
    ['', undefined],
  ])('%.60s', (text, format) => {
    expect(imageFormatOf(Buffer.from(text))).toBe(format);
  });

  test('what is no image is not read as one', () => {
    expect(() => unbake(Buffer.from('{}'))).toThrow(thrown('image-unreadable', 'neither'));
  });
});
