/** wrap --profile clr2, convert, split, join, and unwrap into either version. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aRecord, createShell } from './shell.ts';

const shell = createShell();
const { run, file } = shell;
afterAll(() => shell.remove());

let record: string;
let credential: string;
beforeAll(async () => {
  record = file('record.json', aRecord());
  const wrapped = await run(['wrap', record, '--profile', 'clr2']);
  expect([wrapped.code, wrapped.err]).toEqual([0, expect.stringContaining('loss')]);
  credential = file('clr2.json', wrapped.out);
});

describe('wrap --profile clr2', () => {
  test('gives a ClrCredential; what did not fit is on standard error', async () => {
    const { out, err } = await run(['wrap', record, '--profile', 'clr2', '--fill', 'copy-name']);
    expect(JSON.parse(out).type).toContain('ClrCredential');
    expect(err).toMatch(/loss filled at \/assertions\/0\/achievement\/description/);
    expect((await run(['verify', '-'], out)).code).toBe(0);
  });

  test('has its options', async () => {
    const { out } = await run([
      'wrap',
      record,
      '--profile',
      'clr2',
      '--personal',
      'none',
      '--no-carry',
      '--issuer-name',
      'Registrar',
      '--speaks-for',
      'urn:uuid:00000009-0000-4000-8000-000000000001',
    ]);
    expect(out).not.toContain('Robin Vale');
    expect(out).not.toContain('clr1Rest');
    expect(JSON.parse(out).issuer.name).toBe('Hill School');
    const refused = await run(['wrap', record, '--profile', 'clr2', '--fill', 'refuse']);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('record-invalid')]);
    const misplaced = await run(['wrap', record, '--fill', 'refuse']);
    expect([misplaced.code, misplaced.err]).toEqual([2, expect.stringContaining('profile clr2')]);
  });

  test('of several records is a presentation, and unwraps to all of them', async () => {
    const other = file('other.json', { ...aRecord(), id: 'urn:uuid:00000006-0000-4000-8000-000000000001' });
    const { out, code } = await run(['wrap', record, other, '--profile', 'clr2', '--embed-source']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ type: ['VerifiablePresentation'] });
    const back = await run(['unwrap', '-', '--to', '1.0'], out);
    expect(JSON.parse(back.out).map(({ id }: { id: string }) => id)).toEqual([
      aRecord()['id'],
      'urn:uuid:00000006-0000-4000-8000-000000000001',
    ]);
  });

  test('--proof jwt is a compact JWS', async () => {
    const { out } = await run(['wrap', record, '--profile', 'clr2', '--proof', 'jwt']);
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect((await run(['verify', '-'], out)).code).toBe(0);
  });
});

describe('convert', () => {
  test('goes to CLR 2.0 and back, by the issuer’s own carrier', async () => {
    const up = await run(['convert', record, '--to', '2.0']);
    expect(up.code).toBe(0);
    expect(JSON.parse(up.out)).toMatchObject({ issuer: { id: expect.stringMatching(/^did:key:/) } });
    expect(JSON.parse(up.out)).not.toHaveProperty('proof');
    const down = await run(['convert', '-', '--to', '1.0'], up.out);
    expect(JSON.parse(down.out)).toMatchObject({ id: aRecord()['id'], assertions: [{}, {}] });
  });

  test('to 2.0 needs to know who is going to sign', async () => {
    const empty = createShell();
    const { code, err } = await empty.run(['convert', record, '--to', '2.0']);
    expect([code, err]).toEqual([1, expect.stringContaining('issuer-unknown')]);
    const named = await empty.run(['convert', record, '--to', '2.0', '--issuer', 'did:example:registrar']);
    expect(JSON.parse(named.out).issuer.id).toBe('did:example:registrar');
    const back = await empty.run(
      ['convert', '-', '--to', '1.0', '--bridge', 'did:example:registrar'],
      named.out,
    );
    expect(JSON.parse(back.out).id).toBe(aRecord()['id']);
    empty.remove();
  });

  test('says what it wants', async () => {
    expect((await run(['convert', record])).err).toContain('--to');
    const vp = file('vp.json', { type: ['VerifiablePresentation'], verifiableCredential: [] });
    expect((await run(['convert', vp, '--to', '1.0'])).err).toMatch(/record-unsupported.*unwrap/);
  });
});

describe('unwrap', () => {
  test('--to 2.0 of a verbatim credential is converted, and says what did not fit', async () => {
    const verbatim = await run(['wrap', record]);
    const { out, err } = await run(['unwrap', '-', '--to', '2.0'], verbatim.out);
    expect(JSON.parse(out).type).toContain('ClrCredential');
    expect(err).toContain('loss');
  });

  test('--to 1.0 of a ClrCredential of one’s own is the record again', async () => {
    const { out, code } = await run(['unwrap', credential, '--to', '1.0']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ id: aRecord()['id'], publisher: aRecord()['publisher'] });
  });
});

describe('split and join', () => {
  test('take apart and put together, each credential as it was', async () => {
    const { out, err } = await run(['split', credential]);
    const badges = JSON.parse(out);
    expect(badges).toHaveLength(2);
    expect(err).toContain('Left out /credentialSubject/achievement/0');
    const files = badges.map((badge: object, i: number) => file(`badge-${i}.json`, JSON.stringify(badge)));
    const joined = await run(['join', ...files, '--name', 'Both', '--issuer-name', 'Registrar']);
    expect(JSON.parse(joined.out)).toMatchObject({
      name: 'Both',
      issuer: { name: 'Registrar' },
      credentialSubject: { verifiableCredential: badges },
    });
    expect((await run(['verify', '-'], joined.out)).code).toBe(0);
  });

  test('a record is wrapped on the way', async () => {
    const { out, err } = await run(['split', record, '--proof', 'Ed25519Signature2020']);
    expect(JSON.parse(out)[0].proof.type).toBe('Ed25519Signature2020');
    expect(err).toContain('loss');
  });

  test('a forged one is not joined', async () => {
    const [one] = JSON.parse((await run(['split', credential])).out);
    const { code, err } = await run(['join', '-'], JSON.stringify({ ...one, name: 'Better' }));
    expect([code, err]).toEqual([1, expect.stringContaining('credential-rejected')]);
  });
});

test('curate of a ClrCredential is a presentation', async () => {
  const { out, err } = await run([
    'curate',
    credential,
    '--keep',
    '/credentialSubject/verifiableCredential/1',
  ]);
  expect(JSON.parse(out)).toMatchObject({ type: ['VerifiablePresentation'], verifiableCredential: [{}] });
  expect(err).toContain('record-left-behind');
});
