import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestBytes } from '../../src/kernel/digest.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { aRecord, createShell } from './shell.ts';

const shell = createShell();
const { run, file } = shell;
afterAll(() => shell.remove());

let record: string;
let credential: string;
beforeAll(async () => {
  record = file('record.json', aRecord());
  const wrapped = await run(['wrap', record]);
  expect(wrapped).toMatchObject({ code: 0 });
  credential = file('credential.json', wrapped.out);
});

/** The file's JSON with one change. */
function changed(path: string, change: (value: JsonObject) => void): string {
  const value = JSON.parse(readFileSync(path, 'utf8')) as JsonObject;
  change(value);
  return JSON.stringify(value);
}

const forge = () =>
  changed(credential, (vc) => {
    ((vc['credentialSubject'] as JsonObject)['clr'] as JsonObject)['name'] = 'Better report';
  });
const unprove = () => changed(credential, (vc) => void delete vc['proof']);

describe('wrap', () => {
  test('the first run makes a secret and a key, and says so; the second does not', async () => {
    const first = createShell();
    const [one, two] = [
      await first.run(['wrap', record]),
      await first.run(['wrap', '-'], readFileSync(record, 'utf8')),
    ];
    expect(one.err).toMatch(/A secret was made in .*secret/);
    expect(one.err).toMatch(/An issuer key was made: did:key:z6Mk/);
    expect(two.code).toBe(0);
    expect(two.err).not.toMatch(/was made/);
    expect(JSON.parse(two.out).issuer).toBe(JSON.parse(one.out).issuer);
    first.remove();
  });

  test('the output is one JSON text, indented by two, with the digest of the bytes as evidence', async () => {
    const { out } = await run(['wrap', record, '--source-url', 'https://hill.example/robin.json']);
    expect(out).toBe(`${JSON.stringify(JSON.parse(out), null, 2)}\n`);
    const bytes = readFileSync(record);
    const text = JSON.stringify(JSON.parse(out).evidence);
    expect(text).toContain(digestBytes(bytes));
    expect(text).toContain(String(bytes.length));
    expect(text).toContain('https://hill.example/robin.json');
    expect(JSON.parse((await run(['wrap', record, '--no-evidence'])).out)).not.toHaveProperty('evidence');
  });

  test('several files, and arrays in files, become one credential', async () => {
    const array = file('array.json', [
      aRecord(),
      { ...aRecord(), id: 'urn:uuid:00000006-0000-4000-8000-000000000001' },
    ]);
    const { code, out, err } = await run(['wrap', record, array]);
    expect(code).toBe(0);
    expect(JSON.parse(out).credentialSubject.clr).toHaveLength(3);
    expect(err).toContain('No evidence');
    const back = await run(['unwrap', '-'], out);
    expect(JSON.parse(back.out)).toEqual([aRecord(), ...JSON.parse(readFileSync(array, 'utf8'))]);
  });

  test('options reach the credential', async () => {
    const words = [
      '--vc',
      '1.1',
      '--profile',
      'linked-data',
      '--subject',
      'did:example:robin',
      '--valid-until',
      '2999-01-01T00:00:00Z',
    ];
    const vc = JSON.parse((await run(['wrap', record, ...words])).out);
    expect(vc).toMatchObject({
      proof: { type: 'Ed25519Signature2020' },
      expirationDate: '2999-01-01T00:00:00Z',
      credentialSubject: { id: 'did:example:robin' },
    });
  });

  test('strict refuses a deviation with its pointer and exit code 1; lenient warns', async () => {
    const deviating = changed(record, (clr) => void Object.assign(clr, { achievements: null }));
    const strict = await run(['wrap', '-'], deviating);
    expect(strict).toMatchObject({ code: 1, out: '' });
    expect(strict.err).toMatch(/^error record-invalid at \/achievements: /m);
    expect(strict.err).toMatch(/^ {2}property-null at \/achievements: /m);
    const lenient = await run(['wrap', '-', '--validation', 'lenient'], deviating);
    expect(lenient.code).toBe(0);
    expect(lenient.err).toMatch(/^warning property-null at \/achievements: /m);
    expect(JSON.parse((await run(['unwrap', '-'], lenient.out)).out)).toEqual(JSON.parse(deviating));
  });

  test.each([
    [['wrap', '-'], '[]', 2, 'record-unrecognised'],
    [['wrap', '-'], '{"a":1}', 2, 'record-unrecognised'],
    [['wrap', '-'], '{"a":1,"a":2}', 2, 'duplicate-key'],
    [['wrap', '-'], '', 2, 'malformed-json'],
    [['wrap', 'none.json'], '', 2, 'usage'],
    [['wrap', '-', '--issuer', 'did:key:z6MkNobody'], 'RECORD', 1, 'issuer-unknown'],
    [['wrap', '-', '--subject', 'robin'], 'RECORD', 2, 'request-invalid'],
    [['wrap', '-', '--valid-until', 'soon'], 'RECORD', 2, 'request-invalid'],
    [['wrap', 'a', 'b', '--source-url', 'https://x.example/'], '', 2, 'usage'],
  ])('%j of %j ends with %d %s', async (words, stdin, code, name) => {
    const ran = await run(words, stdin === 'RECORD' ? readFileSync(record, 'utf8') : stdin);
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toMatch(new RegExp(`^error ${name}(:| at )`));
  });
});

describe('verify', () => {
  test('accepted: 0, and the report', async () => {
    const { code, out, err } = await run(['verify', credential]);
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'accepted', kind: 'vc' });
  });

  test('rejected: 1; inconclusive: 3; unreadable: 2', async () => {
    const rejected = await run(['verify', '-'], forge());
    expect([rejected.code, JSON.parse(rejected.out).verdict]).toEqual([1, 'rejected']);
    const open = await run(['verify', '-'], unprove());
    expect([open.code, JSON.parse(open.out).verdict]).toEqual([3, 'inconclusive']);
    expect(await run(['verify', '-'], 'nonsense')).toMatchObject({ code: 2, out: '' });
  });

  test('text for people', async () => {
    const { code, out } = await run(['verify', '--format', 'text', credential]);
    const { issuer } = JSON.parse(readFileSync(credential, 'utf8'));
    expect(code).toBe(0);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(`✔ accepted: vc, issued by ${issuer}`);
    expect(out).toContain('● covered assertion: Botany');
    expect(out).not.toContain('\u001b');
    const forged = await run(['verify', '--format', 'text', '--color', '-'], forge());
    expect(forged.out).toContain('\u001b[31m✖ rejected: vc, said to be issued by');
    expect(forged.out).toContain('Errors (');
  });

  test('reading makes no data directory', async () => {
    const data = join(shell.folder, 'absent');
    for (const words of [
      ['verify', credential],
      ['unwrap', credential],
      ['keys', 'list'],
      ['compare', record, credential],
    ]) {
      expect((await run([...words, '--data', data])).err).not.toContain('secret');
    }
    expect(existsSync(data)).toBe(false);
  });
});

describe('unwrap', () => {
  test('gives back what went in, and writes the report', async () => {
    const report = join(shell.folder, 'report.json');
    const { code, out } = await run(['unwrap', credential, '--report', report]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(aRecord());
    expect(Object.keys(JSON.parse(out))).toEqual(Object.keys(aRecord()));
    expect(JSON.parse(readFileSync(report, 'utf8')).verdict).toBe('accepted');
  });

  test.each([
    ['rejected', 1, 'credential-rejected', forge],
    ['inconclusive', 3, 'verification-inconclusive', unprove],
  ])(
    '%s: nothing on standard output, unless asked for; the report in any case',
    async (verdict, code, name, make) => {
      const report = join(shell.folder, `${verdict}.json`);
      const refused = await run(['unwrap', '-', '--report', report], make());
      expect(refused).toMatchObject({ code, out: '' });
      expect(refused.err).toMatch(new RegExp(`^error ${name}`, 'm'));
      expect(refused.err).toMatch(verdict === 'rejected' ? /^failed \S+/m : /^unchecked \S+/m);
      expect(JSON.parse(readFileSync(report, 'utf8')).verdict).toBe(verdict);
      const given = await run(['unwrap', '-', '--allow-unverified'], make());
      expect(given.code).toBe(0);
      expect(JSON.parse(given.out).type).toBe('Clr');
      expect(given.err).toContain(`NOT VERIFIED: the input is ${verdict}`);
    },
  );

  test('a report that cannot be written is said', async () => {
    expect(await run(['unwrap', credential, '--report', shell.folder])).toMatchObject({ code: 2, out: '' });
  });
});

describe('sign', () => {
  test('sign | wrap - | unwrap - is the signed record again, byte for byte', async () => {
    const signed = await run(['sign', record]);
    expect(signed.code).toBe(0);
    expect(signed.out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const wrapped = await run(['wrap', '-'], signed.out);
    expect(wrapped.code).toBe(0);
    expect(await run(['unwrap', '-'], wrapped.out)).toMatchObject({ code: 0, out: signed.out });
    const plain = JSON.parse((await run(['unwrap', '-', '--to', '1.0'], wrapped.out)).out);
    expect(plain).toMatchObject({ id: aRecord()['id'], assertions: aRecord()['assertions'] });
  });

  test('compare: the signed record is the one in the credential, and another is not', async () => {
    const jws = file('record.jws', (await run(['sign', record])).out);
    const vc = file('signed-vc.json', (await run(['wrap', jws])).out);
    const same = await run(['compare', jws, vc]);
    expect(JSON.parse(same.out)).toMatchObject({
      same: true,
      native: {},
      credential: { verdict: 'accepted' },
    });
    const { native } = JSON.parse(same.out);
    expect(same.code).toBe({ accepted: 0, inconclusive: 3, rejected: 1 }[native.verdict as 'accepted']);
    const other = await run(['compare', record, vc]);
    expect(other.code).toBe(1);
    expect(JSON.parse(other.out).same).toBe(false);
  });

  test('--each signs assertions on their own', async () => {
    const { code, out } = await run(['sign', record, '--each']);
    expect(code).toBe(0);
    const payload = JSON.parse(Buffer.from(out.split('.')[1]!, 'base64url').toString());
    expect(payload.signedAssertions.length).toBeGreaterThan(0);
  });
});

describe('disclose', () => {
  test('shows what is named of a credential wrapped for it, bound to its holder where that is asked', async () => {
    const sdJwt = (await run(['wrap', record, '--proof', 'sd-jwt'])).out;
    const { code, out, err } = await run(
      ['disclose', '-', '--keep', '/credentialSubject/clr/assertions/1'],
      sdJwt,
    );
    expect([code, err]).toEqual([0, expect.stringMatching(/Shown 1, hidden [1-9]/)]);
    const verified = await run(['verify', '-', '--format', 'text'], out);
    expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('not shown')]);
    const unwrapped = await run(['unwrap', '-'], out);
    expect(JSON.parse(unwrapped.out)).toMatchObject({ partial: true, assertions: [{}] });
    expect(unwrapped.err).toContain('is a selection');

    expect(await run(['disclose', '-', '--keep', '/none'], sdJwt)).toMatchObject({ code: 1, out: '' });
    expect(await run(['disclose', '-'], sdJwt)).toMatchObject({ code: 2, out: '' });

    const [holder] = (JSON.parse((await run(['keys', 'list'])).out) as { did: string }[]).map(
      ({ did }) => did,
    );
    const named = (await run(['wrap', record, '--proof', 'sd-jwt', '--subject', String(holder)])).out;
    const keep = ['--keep', '/credentialSubject/clr/assertions/0'];
    const asked = ['--challenge', 'c-1', '--domain', 'https://college.example'];
    expect((await run(['disclose', '-', ...keep], named)).err).toContain('--holder');
    const bound = (await run(['disclose', '-', ...keep, '--holder', String(holder), ...asked], named)).out;
    expect((await run(['verify', '-', ...asked], bound)).code).toBe(0);
    expect((await run(['verify', '-', '--challenge', 'c-2'], bound)).code).toBe(1);
  });
});

test('disclose shows what is named of a CLR 2.0 with a base proof', async () => {
  const did = (await run(['keys', 'create', '--proof', 'ecdsa-sd-2023'])).out.trim();
  const asked = ['--profile', 'clr2', '--proof', 'ecdsa-sd-2023', '--issuer', did];
  const { code, out, err } = await run(['wrap', record, ...asked]);
  expect([code, err]).toEqual([0, expect.any(String)]);
  const shown = await run(['disclose', '-', '--keep', '/credentialSubject/verifiableCredential/1'], out);
  expect([shown.code, shown.err]).toEqual([0, expect.stringMatching(/Shown 1, hidden [1-9]/)]);
  expect(JSON.parse(shown.out).credentialSubject.verifiableCredential).toHaveLength(1);
  expect((await run(['verify', '-'], shown.out)).code).toBe(0);
  const native = await run(['unwrap', '-', '--to', '1.0'], shown.out);
  expect(JSON.parse(native.out)).toMatchObject({ partial: true });
  expect((await run(['verify', '-'], out)).code).not.toBe(0);
  expect(await run(['keys', 'create', '--type', 'P-256', '--proof', 'bbs-2023'])).toMatchObject({ code: 2 });
});

describe('curate', () => {
  test('keeps what is named, and says what it did', async () => {
    const { code, out, err } = await run(['curate', record, '--keep', '/assertions/1']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      partial: true,
      assertions: [(aRecord()['assertions'] as JsonObject[])[1]],
    });
    expect(err).toContain('Kept 1, left out 1: /assertions/1 (no proof of its own)');
  });

  test('what names nothing is refused, and so is no --keep', async () => {
    expect(await run(['curate', record, '--keep', '/assertions/9'])).toMatchObject({ code: 1, out: '' });
    expect(await run(['curate', record])).toMatchObject({ code: 2, out: '' });
  });
});

describe('keys', () => {
  test('a key is made, used, retired and revoked', async () => {
    const own = createShell();
    const did = (await own.run(['keys', 'create', '--name', 'registrar'])).out.trim();
    expect(did).toMatch(/^did:key:z6Mk\w+$/);
    expect(JSON.parse((await own.run(['keys', 'list'])).out)).toMatchObject([
      { did, name: 'registrar', status: 'active' },
    ]);
    const vc = (await own.run(['wrap', record, '--issuer', did])).out;
    expect(JSON.parse(vc).issuer).toBe(did);
    expect(JSON.parse((await own.run(['keys', 'export-did', did])).out)).toMatchObject({ id: did });

    const retired = await own.run(['keys', 'retire', did]);
    expect(JSON.parse(retired.out)).toMatchObject({ status: 'retired' });
    expect(retired.err).toContain('signs nothing new');
    expect(await own.run(['wrap', record, '--issuer', did])).toMatchObject({ code: 1, out: '' });
    expect((await own.run(['verify', '-'], vc)).code).toBe(0);

    const revoked = await own.run(['keys', 'revoke', did, '--reason', 'leaked']);
    expect(JSON.parse(revoked.out)).toMatchObject({ status: 'revoked', revocationReason: 'leaked' });
    expect((await own.run(['verify', '-'], vc)).code).toBe(1);
    own.remove();
  });

  test('a private key is taken in, and never printed', async () => {
    const own = createShell();
    const jwk = {
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
    };
    const made = await own.run(['keys', 'import', '-', '--name', 'rfc8037'], JSON.stringify(jwk));
    expect(made.code).toBe(0);
    expect(made.out).toMatch(/^did:key:z6Mk/);
    const outputs = [
      made,
      await own.run(['keys', 'list']),
      await own.run(['keys', 'export-did', made.out.trim()]),
    ];
    expect(JSON.stringify(outputs)).not.toContain(jwk.d);
    const again = await own.run(['keys', 'import', '-'], JSON.stringify(jwk));
    expect(again).toMatchObject({ code: 1, out: '' });
    const bad = await own.run(['keys', 'import', '-'], JSON.stringify({ ...jwk, x: jwk.d }));
    expect(bad.code).toBeGreaterThan(0);
    expect(bad.err).not.toContain(jwk.d);
    own.remove();
  });

  test('did:web is made of the base URL', async () => {
    const env = { CLR_BRIDGE_BASE_URL: 'https://clr.school.example:8443' };
    const make = async (...words: string[]) =>
      (await run(['keys', 'create', '--did', ...words], '', env)).out;
    expect(await make('web')).toBe('did:web:clr.school.example%3A8443\n');
    expect(await make('web', '--name', 'north')).toBe('did:web:clr.school.example%3A8443:issuers:north\n');
    expect(await make('did:example:schools')).toBe('did:example:schools\n');
    expect(await run(['keys', 'create', '--did', 'web'])).toMatchObject({ code: 2, out: '' });
    expect(await run(['keys', 'create', '--did', 'ion'])).toMatchObject({ code: 2, out: '' });
    expect(await run(['keys', 'create', '--type', 'RSA', '--proof', 'eddsa-rdfc-2022'])).toMatchObject({
      code: 2,
      out: '',
    });
    await run(['keys', 'create', '--name', 'badges', '--type', 'P-256', '--proof', 'jwt']);
    const keys = JSON.parse((await run(['keys', 'list'])).out) as { name: string }[];
    expect(keys.find(({ name }) => name === 'badges')).toMatchObject({ proof: 'jwt', keyType: 'P-256' });
  });

  test('the proof that a key is for decides its type, and the key makes that proof', async () => {
    const create = async (...words: string[]) => (await run(['keys', 'create', ...words])).out.trim();
    expect(await create('--proof', 'eddsa-jcs-2022')).toMatch(/^did:key:z6Mk/);
    expect(await create('--proof', 'ecdsa-jcs-2019', '--type', 'P-384')).toMatch(/^did:key:z82/);
    const did = await create('--name', 'p256', '--proof', 'ecdsa-rdfc-2019');
    expect(did).toMatch(/^did:key:zDn/);
    const { out } = await run(['wrap', record, '--proof', 'ecdsa-rdfc-2019', '--issuer', did]);
    expect(JSON.parse(out)).toMatchObject({ issuer: did, proof: { cryptosuite: 'ecdsa-rdfc-2019' } });
    expect(await run(['keys', 'create', '--type', 'Ed25519', '--proof', 'ecdsa-rdfc-2019'])).toMatchObject({
      code: 2,
      out: '',
    });
  });
});

describe('errors and help', () => {
  test('--errors json: standard error is JSON lines, the last one problem details with the report', async () => {
    const { code, out, err } = await run(['unwrap', '-', '--errors', 'json'], forge());
    const lines = err
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([code, out]).toEqual([1, '']);
    expect(lines.at(-1)).toMatchObject({
      code: 'credential-rejected',
      status: 422,
      report: { verdict: 'rejected' },
    });
    const misused = await run(['unwrap', '--errors=json']);
    expect(JSON.parse(misused.err)).toMatchObject({ code: 'usage' });
  });

  test('no words: the help on standard error, 2; help and version: standard output, 0', async () => {
    expect(await run([])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('Usage: clr-bridge COMMAND'),
    });
    const help = await run(['help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const name of [
      'serve',
      'wrap',
      'unwrap',
      'verify',
      'sign',
      'curate',
      'compare',
      'keys export-did',
      'batch',
    ]) {
      expect(help.out).toContain(name);
    }
    expect((await run(['wrap', '--help'])).out).toContain('--valid-until DATE');
    expect((await run(['help', 'keys'])).out).toContain('clr-bridge keys revoke');
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect((await run(['--version'])).out).toBe(`${version}\n`);
  });

  test('a wrong configuration is named, with exit code 2', async () => {
    const ran = await run(['verify', credential], '', { PORT: 'high' });
    expect(ran).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^error config-invalid: PORT/),
    });
    expect(await run(['serve', '--port', '99999'])).toMatchObject({ code: 2, out: '' });
  });

  test('a data directory that cannot be used is an error in words, without a stack', async () => {
    const ran = await run(['wrap', record, '--data', record]);
    expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^error config-invalid/) });
    expect(ran.err).not.toMatch(/^\s+at /m);
  });
});
