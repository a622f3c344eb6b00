/** A CLR 2.0 as people see it: every verdict on the line it is about. */
import { describe, expect, test } from 'vitest';
import { drawReport } from '../../src/cli/draw-report.ts';
import { issuerOf } from '../../src/cli/issuer-of.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { outline } from '../../src/records/outline.ts';
import { parseRecord } from '../../src/records/parse-record.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { badge, clr, endorsement, LEARNER, OB3, signJwt, signOurs, VC2 } from '../fixtures/signed-clr2.ts';
import { copy, createHarness, type Harness } from '../harness.ts';

const LIST = 'https://college.example/revoked.json';

async function draw(harness: Harness, value: Json): Promise<string> {
  const { report } = await verifyNodes(harness, value);
  const issuer = issuerOf(value);
  const options = { width: 100, colour: false, outlines: [outline(parseRecord(value))] };
  return drawReport(report, { ...options, ...(issuer === undefined ? {} : { issuer }) });
}

/** Members of a credential with a revocation list, and the context that defines the type of its status. */
const STATUS = {
  '@context': [VC2, OB3, 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'],
  credentialStatus: { id: LIST, type: '1EdTechRevocationList' },
};

/** The tree alone, each line without the lines of the tree; DIDs of the test shortened. */
const linesOf = (text: string) =>
  text
    .split('\n')
    .slice(0, text.split('\n').indexOf('', 4))
    .map((line) => line.replace(/^[│├└─ ]+/, '').replaceAll(/did:key:\w+/g, 'did:key:…'));

const named = (n: number, issuer: string, name: string, subject: JsonObject = {}, more: JsonObject = {}) => {
  const made = badge(n, issuer, 'A', more);
  const own = made['credentialSubject'] as JsonObject;
  const achievement = { ...(own['achievement'] as JsonObject), name };
  return { ...made, name, credentialSubject: { ...own, ...subject, achievement } };
};

describe('a CLR 2.0 drawn', () => {
  test('each badge has the mark of its own proof, status and validity', async () => {
    const revoked = 'urn:uuid:00000001-0000-4000-8000-000000000003';
    const site = { [LIST]: { id: LIST, revokedCredential: [{ id: revoked }] } };
    const harness = await createHarness({ site });
    const { controller: issuer } = harness.signer;
    const sign = (document: JsonObject) => signOurs(harness, document);
    const forged = copy(await sign(named(2, issuer, 'Forged'))) as JsonObject;
    (forged['credentialSubject'] as JsonObject)['term'] = 'Spring';
    const badges = [
      await sign(named(1, issuer, 'Algebra', { term: 'Autumn', creditsEarned: 5 })),
      forged,
      await sign(named(3, issuer, 'Withdrawn', { term: 'Spring' }, STATUS)),
      await sign(named(4, issuer, 'First aid', {}, { validUntil: '2026-05-20T00:00:00Z' })),
      named(5, issuer, 'Without a proof'),
      await signJwt(named(6, issuer, 'As JWT'), harness.signer),
    ];
    const text = await draw(harness, await sign(clr(badges as JsonObject[], issuer)));
    expect(linesOf(text)).toEqual([
      '✖ rejected: clr-2.0, said to be issued by Example College',
      '(did:key:…)',
      '7 parts: 4 sound, 3 not, 0 open',
      '',
      '✔ verified clr: Transcript',
      'issued 2026-05-02',
      `learner: ${LEARNER}`,
      'issuer: Example College',
      'did:key:…',
      '✖ expired badge: First aid - assertion-expired (/credentialSubject/verifiableCredential/3)',
      'Grade: A · awarded 2026-05-01 · expires 2026-05-20 · What course 4 is about.',
      'required: An examination.',
      '● covered badge: Without a proof (/credentialSubject/verifiableCredential/4)',
      'Grade: A · awarded 2026-05-01 · What course 5 is about. · required: An examination.',
      '✔ verified badge: As JWT (/credentialSubject/verifiableCredential/5)',
      'Grade: A · awarded 2026-05-01 · What course 6 is about. · required: An examination.',
      'term: Autumn',
      '✔ verified badge: Algebra (/credentialSubject/verifiableCredential/0)',
      'Grade: A · 5 credits · awarded 2026-05-01 · What course 1 is about.',
      'required: An examination.',
      'term: Spring',
      '✖ failed badge: Forged',
      'proof-invalid, digest-mismatch (/credentialSubject/verifiableCredential/1)',
      'Grade: A · awarded 2026-05-01 · What course 2 is about. · required: An examination.',
      '✖ revoked badge: Withdrawn - revoked (/credentialSubject/verifiableCredential/2)',
      'Grade: A · awarded 2026-05-01 · What course 3 is about. · required: An examination.',
    ]);
    expect(text).toContain('1 of 6 badges have no proof of their own');
  });

  test('the report gives each part the name that the drawing has', async () => {
    const harness = await createHarness();
    const { controller: issuer } = harness.signer;
    const made = { ...named(1, issuer, 'Algebra'), name: 'Another name' };
    const record = clr([made, (await signJwt(named(2, issuer, 'Botany'), harness.signer)) as never], issuer, {
      name: { fr: 'Relevé', en: 'Transcript' },
      endorsement: [endorsement(1, issuer, LEARNER)],
    });
    const { report } = await verifyNodes(harness, record);
    expect(report.nodes.map(({ kind, name }) => [kind, name])).toEqual([
      ['clr', 'Transcript'],
      ['badge', 'Algebra'],
      ['badge', 'Botany'],
      ['endorsement', 'Example Accreditation'],
    ]);
  });

  test('what could not be asked, and what is not there, is never a good mark', async () => {
    const harness = await createHarness();
    const other = await createSigner();
    const { controller: issuer } = harness.signer;
    const open = await signOurs(harness, named(1, issuer, 'Open', {}, STATUS));
    const text = linesOf(await draw(harness, clr([open, named(2, issuer, 'Bare')], issuer)));
    expect(text).toContainEqual(expect.stringMatching(/^○ unverified clr: Transcript - proof-missing/));
    expect(text).toContainEqual(expect.stringMatching(/^\? unknown badge: Open - status-unchecked/));
    expect(text).toContainEqual(expect.stringMatching(/^○ unverified badge: Bare - proof-missing/));
    expect(text.join()).not.toMatch(/[✔●]/);
    const seal = await signOurs(harness, endorsement(1, other.controller, 'urn:x:1'), other);
    expect(linesOf(await draw(harness, seal)).slice(4)).toEqual([
      '✔ verified endorsement: Endorsed by Example Accreditation',
      'issued 2026-05-01 · speaks of urn:x:1 · Sound.',
      'issuer: Example Accreditation',
      'did:key:…',
    ]);
  });

  test('a name cannot steer the terminal, nor pretend to be a mark of another line', async () => {
    const harness = await createHarness();
    const { controller: issuer } = harness.signer;
    const name = 'A\u001b[2J\u202eB\n✔ verified badge: Degree';
    const made = { ...named(1, issuer, name), name: { en: name } };
    const text = await draw(harness, clr([made], issuer, { name: { en: `T\u0007${'x'.repeat(300)}` } }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(text).toContain('badge: A<U+001B>[2J<U+202E>B ✔ verified badge: Degree');
    expect(text).not.toMatch(/^[│├└─ ]*✔/m);
  });
});
