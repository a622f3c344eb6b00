/** The pages of offers and requests over HTTP, as a browser without JavaScript meets them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unbake } from '../../src/images/unbake.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import type { OwnedExchange } from '../../src/workflows/describe-exchange.ts';
import { type ExchangeService, startExchanges } from '../fixtures/exchange-service.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { createWallet } from '../fixtures/wallet.ts';
import { type Client, startClient } from './client.ts';

const RECORD = sampleRecord();
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let service: ExchangeService;
let client: Client;
/** Timers of the service, run by hand. */
const timers = new Set<() => void>();
beforeAll(async () => {
  service = await startExchanges();
  client = await startClient(service.bridge, {
    baseUrl: 'https://bridge.example',
    every: (_milliseconds, run) => {
      timers.add(run);
      return () => timers.delete(run);
    },
  });
});
afterAll(async () => {
  await client.server.close();
  await service.close();
});

const offer = (more = {}) => service.bridge.exchanges.createOffer({ documents: [RECORD], ...more });
const request = (more = {}) => service.bridge.exchanges.createRequest(more);
const pathOf = ({ links }: OwnedExchange) => new URL(links.page).pathname;
const stateOf = async ({ kind, id }: OwnedExchange) =>
  (await service.bridge.exchanges.describe(kind, id)).state;
const claimFiles = (made: OwnedExchange, form: Record<string, string> = {}) =>
  client.call('POST', `${pathOf(made)}/download`, `${new URLSearchParams(form)}`, FORM);
const locationOf = ({ headers }: { headers: Headers }) => headers.get('location') as string;
const hrefsIn = (html: string) =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href?.replaceAll('&#38;', '&'));

/** Every tag with the names of its attributes. */
const tagsOf = (html: string) =>
  [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/="[^"]*"/g, ''));

describe('the page of an offer', () => {
  test('says what is offered, by whom, until when, and how to take it', async () => {
    const made = await offer({ expires: new Date('2027-03-09T14:05:00Z') });
    const { status, headers, text } = await client.get(pathOf(made));
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(text).toContain('<bdi>Hallgarth College</bdi> offers you');
    expect(text).toContain('<bdi>Zoë’s learner record</bdi></h1>');
    expect(text).toContain('<time datetime="2027-03-09T14:05:00.000Z">9 March 2027, 14:05 UTC</time>');
    const { wallets, interaction } = made.links;
    expect(hrefsIn(text)).toEqual(expect.arrayContaining(Object.values(wallets)));
    expect(wallets['learncard']).toBe(
      `https://learncard.app/request?${new URLSearchParams({ vc_request_url: made.links.protocols['vcapi'] as string })}`,
    );
    expect(text).toContain(`value="${interaction}"`);
  });

  test('runs nothing from elsewhere or inline, and sends forms only here', async () => {
    const { headers, text } = await client.get(pathOf(await offer()));
    expect(headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(text).not.toMatch(/<script(?![^>]*\bsrc="\/)|<style|\son\w+=|\sstyle=/);
    const other = await client.get('/');
    expect(other.headers.get('content-security-policy')).toContain("form-action 'none'");
    for (const file of ['exchange.js', 'exchange.css', 'icon.svg', 'style.css']) {
      expect(text).toContain(`"/${file}"`);
      expect((await fetch(`${client.url}/${file}`)).status, file).toBe(200);
    }
  });

  test('is opened by being read, and by nothing else that only looks; nothing of it is spent', async () => {
    const made = await offer();
    expect((await client.call('HEAD', pathOf(made))).status).toBe(200);
    expect(await stateOf(made)).toBe('created');
    for (const agent of ['Slackbot-LinkExpanding 1.0', 'Mozilla/5.0'])
      await client.get(pathOf(made), { 'user-agent': agent });
    await client.call('HEAD', `${pathOf(made)}/download`);
    expect((await client.get(`${pathOf(made)}/download`)).status).toBe(405);
    const after = await service.bridge.exchanges.describe('offer', made.id);
    expect([after.state, after.taken]).toEqual(['opened', 0]);
    expect(after.events.map(({ event }) => event)).toEqual(['created', 'opened']);
  });

  const HOSTILE = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    '</title><svg onload=alert(1)>',
    '</bdi></h1><form action=//evil.example>',
    '&lt;b&gt; &#60;i&#62;',
    '{{7*7}} `x` $&',
  ];
  test.each(HOSTILE)('shows the title %j as text', async (name) => {
    const made = await offer({
      documents: [{ ...RECORD, name, publisher: { ...(RECORD['publisher'] as object), name } }],
      txCode: { length: 6, description: name },
      binding: 'preferred',
    });
    const written = name.replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`);
    const { text } = await client.get(pathOf(made));
    expect(text.split(written).length).toBeGreaterThan(4);
    expect(tagsOf(text)).toEqual(
      tagsOf(
        (await client.get(pathOf(await offer({ txCode: { length: 6, description: 'By letter.' } })))).text,
      ),
    );
    const { text: asked } = await client.get(pathOf(await request({ title: name })));
    expect(asked).toContain(written);
    expect(tagsOf(asked)).toEqual(tagsOf((await client.get(pathOf(await request()))).text));
  });

  test('shows marks that turn the direction of writing, instead of obeying them', async () => {
    const made = await offer({ documents: [{ ...RECORD, name: 'A\u202eB\u0000C' }] });
    expect((await client.get(pathOf(made))).text).toContain('A&#60;U+202E&#62;B&#60;U+0000&#62;C');
  });

  test('opens wallets, and no programs', async () => {
    const links = (walletUrl: string) => offer({ walletUrl });
    for (const url of [
      'javascript:alert(1)//',
      'DATA:text/html,x',
      'java\nscript:x',
      'no url',
      'https://a.example/#x',
    ])
      await expect(links(url)).rejects.toMatchObject({ code: 'request-invalid', pointer: '/walletUrl' });
    const made = await links('https://wallet.example/open?a=1');
    expect(hrefsIn((await client.get(pathOf(made))).text)).toContain(made.links.wallets['openid4vc']);
  });

  test('says what became of it', async () => {
    const unknown = await client.get('/wallet/claim/none.xxxxxxxxxxxxxxxxxxxxxx');
    expect([unknown.status, unknown.text]).toEqual([404, expect.stringContaining('There is no such offer')]);
    const asked = await request();
    expect((await client.get(pathOf(asked).replace('/present/', '/claim/'))).status).toBe(404);

    const cancelled = await offer();
    await service.bridge.exchanges.cancel('offer', cancelled.id);
    const gone = await client.get(pathOf(cancelled));
    expect([gone.status, gone.text]).toEqual([410, expect.stringContaining('This offer was withdrawn')]);
    expect(gone.text).not.toMatch(/openid-credential-offer|<form|Zoë/);

    const claimed = await offer();
    await service.bridge.exchanges.redeem(claimed.id, {
      format: 'ldp_vc',
      way: 'vc-api',
      holder: 'did:example:a',
    });
    const done = await client.get(pathOf(claimed));
    expect([done.status, done.text]).toEqual([200, expect.stringContaining('Claimed.')]);
    expect(done.text).not.toMatch(/openid-credential-offer|<form|did:example/);

    const expired = await offer({ expires: 60 });
    service.pass(61);
    const late = await client.get(pathOf(expired));
    service.pass(-61);
    expect([late.status, late.text]).toEqual([410, expect.stringContaining('This offer ended on')]);
    expect(late.text).not.toMatch(/openid-credential-offer|<form/);
  });

  test('of several records lists them, and tells how many may still take it', async () => {
    const documents = Array.from({ length: 8 }, (_, i) => ({ ...RECORD, name: `Record ${i + 1}` }));
    const made = await offer({ documents, uses: 3 });
    await claimFiles(made);
    const { text } = await client.get(pathOf(made));
    expect(text).toContain('<bdi>8 credentials</bdi></h1>');
    expect([...text.matchAll(/<li><bdi>(Record \d)<\/bdi>/g)].map(([, title]) => title)).toHaveLength(8);
    expect(text).toContain('2 of 3 are left');
  });
});

describe('a claim without a wallet', () => {
  test.each([
    ['ldp_vc', 'credential-1.json', 'application/json; charset=utf-8'],
    ['vc+jwt', 'credential-1.jwt', 'application/vc+jwt'],
    ['vc+sd-jwt', 'credential-1.sd-jwt', 'application/vc+sd-jwt'],
  ])('as %s takes one use, and the files can be saved again', async (format, name, type) => {
    const made = await offer();
    const claimed = await claimFiles(made, { format });
    expect(claimed.status).toBe(303);
    const folder = locationOf(claimed);
    const listing = await client.get(folder);
    expect([listing.status, listing.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(hrefsIn(listing.text)).toContain(`${folder}/${name}`);
    for (const _twice of [1, 2]) {
      const { status, headers, text } = await client.get(`${folder}/${name}`);
      expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
        200,
        type,
        'no-store',
      ]);
      expect(headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
      const credential = (format === 'ldp_vc' ? JSON.parse(text) : text) as Json;
      expect((await service.bridge.verify(credential)).verdict).toBe('accepted');
    }
    const { state, events } = await service.bridge.exchanges.describe('offer', made.id);
    expect(state).toBe('claimed');
    expect(events.at(-1)?.detail).toMatchObject({ way: 'download', format });
    const again = await claimFiles(made);
    expect([again.status, again.text]).toEqual([410, expect.stringContaining('Claimed.')]);
  });

  test('has a picture for each badge, with its credential in it', async () => {
    const folder = locationOf(await claimFiles(await offer()));
    const { text } = await client.get(folder);
    const names = hrefsIn(text).filter((href) => href?.includes('/badge-'));
    expect(names).toHaveLength(10);
    for (const kind of ['png', 'svg']) {
      const picture = await client.get(`${folder}/badge-2.${kind}`);
      expect(picture.headers.get('content-disposition')).toBe(`attachment; filename="badge-2.${kind}"`);
      const baked = unbake(picture.bytes);
      expect(baked.kind).toBe('ob-3.0');
      const badge = JSON.parse(baked.text) as JsonObject;
      expect(badge).toMatchObject({
        credentialSubject: { achievement: { name: 'Statistics for the Sciences' } },
      });
      expect((await service.bridge.verify(badge)).verdict).toBe('accepted');
    }
    for (const name of ['badge-6.png', 'badge-0.svg', 'credential-2.json', 'credential-1.jwt', '..'])
      expect((await client.get(`${folder}/${encodeURIComponent(name)}`)).status, name).toBe(404);
  });

  test('of a badge is a picture of that badge, also as a JWT', async () => {
    const folder = locationOf(await claimFiles(await offer()));
    const badge = JSON.parse(unbake((await client.get(`${folder}/badge-1.png`)).bytes).text) as JsonObject;
    const made = await service.bridge.exchanges.createOffer({ documents: [badge] });
    const page = await client.get(pathOf(made));
    expect(page.text, 'what is signed has its form').not.toContain('Form of the file');
    const own = locationOf(await claimFiles(made));
    expect(JSON.parse((await client.get(`${own}/credential-1.json`)).text)).toEqual(badge);
    expect(JSON.parse(unbake((await client.get(`${own}/badge-1.svg`)).bytes).text)).toEqual(badge);
    const jwt = locationOf(await claimFiles(await offer({ documents: [RECORD] }), { format: 'vc+jwt' }));
    expect(unbake((await client.get(`${jwt}/badge-1.png`)).bytes).kind).toBe('ob-3.0');
  });

  test('draws titles into badges as text', async () => {
    const name = `<script>alert(1)</script> ]]> & "quoted" \u202e very long ${'word '.repeat(40)}`;
    const [assertion] = RECORD['assertions'] as JsonObject[];
    const achievement = { ...(assertion?.['achievement'] as JsonObject), name };
    const documents = [{ ...RECORD, assertions: [{ ...assertion, achievement }], achievements: [] }];
    const folder = locationOf(await claimFiles(await offer({ documents })));
    const svg = await client.get(`${folder}/badge-1.svg`);
    expect(unbake(svg.bytes).text).toContain('alert(1)');
    const drawn = svg.text.replace(/<!\[CDATA\[[\s\S]*\]\]>/, '');
    expect(drawn).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
    expect(drawn).not.toMatch(/<script|\u202e/);
    expect((await client.get(folder)).text).not.toContain('<script>');
  });

  test('of a hundred at once goes to one', async () => {
    const made = await offer();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => claimFiles(made)));
    expect(outcomes.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 410)).toHaveLength(99);
  });

  test('asks for the transaction code, and takes no more after five wrong ones', async () => {
    const made = await offer({ txCode: true });
    const code = made.txCode as string;
    const wrong = code === '000000' ? '000001' : '000000';
    expect((await client.get(pathOf(made))).text).toContain('name="tx_code"');
    expect((await claimFiles(made)).text).toContain('The offer needs its transaction code.');
    for (let i = 0; i < 4; i++) {
      const refused = await claimFiles(made, { tx_code: wrong });
      expect([refused.status, refused.text]).toEqual([
        400,
        expect.stringContaining('The transaction code is wrong.'),
      ]);
      expect(refused.text).toContain('role="alert"');
      expect(refused.text).toContain(`action="${pathOf(made)}/download"`);
    }
    const second = await offer({ txCode: true });
    expect(
      (await claimFiles(second, { tx_code: ` ${second.txCode?.slice(0, 3)} ${second.txCode?.slice(3)} ` }))
        .status,
    ).toBe(303);
    const locked = await claimFiles(made, { tx_code: wrong });
    expect([locked.status, locked.text]).toEqual([403, expect.stringContaining('wrong too often')]);
    expect((await claimFiles(made, { tx_code: code })).status).toBe(403);
    expect((await client.get(pathOf(made))).text).not.toMatch(/<form|openid-credential-offer/);
    const { taken, events } = await service.bridge.exchanges.describe('offer', made.id);
    expect(taken).toBe(0);
    expect(events.map(({ event }) => event)).toEqual([
      'created',
      'opened',
      ...Array(4).fill('tx-code-wrong'),
      'locked',
    ]);
  });

  test('of a hundred wrong codes at once compares five', async () => {
    const made = await offer({ txCode: true });
    const wrong = made.txCode === '000000' ? '000001' : '000000';
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => claimFiles(made, { tx_code: wrong })),
    );
    expect(outcomes.filter(({ status }) => status === 400)).toHaveLength(4);
    expect((await claimFiles(made, { tx_code: made.txCode as string })).status).toBe(403);
  });

  test('is refused where a wallet must prove a DID, and for what is no form', async () => {
    const made = await offer({ binding: 'required' });
    expect((await client.get(pathOf(made))).text).not.toContain('<form');
    const refused = await claimFiles(made);
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('needs a wallet')]);
    expect(await stateOf(made)).toBe('opened');
    const open = await offer();
    expect((await claimFiles(open, { format: 'pdf' })).status).toBe(400);
    expect((await client.post(`${pathOf(open)}/download`, { format: 'ldp_vc' })).status).toBe(415);
    expect(
      (await client.call('POST', `${pathOf(open)}/download`, `tx_code=${'1'.repeat(5000)}`, FORM)).status,
    ).toBe(413);
    expect(await stateOf(open)).toBe('created');
  });

  test('is forgotten with the offer, and after an hour', async () => {
    const made = await offer();
    const folder = locationOf(await claimFiles(made));
    service.pass(3601);
    const late = await client.get(folder);
    service.pass(-3601);
    expect([late.status, late.text]).toEqual([404, expect.stringContaining('There are no files here')]);
    expect((await client.get(folder)).status).toBe(200);
    await service.bridge.exchanges.cancel('offer', made.id);
    expect((await client.get(folder)).status).toBe(404);
    expect((await client.get(`${folder}/credential-1.json`)).status).toBe(404);
    expect((await client.get('/wallet/files/none')).status).toBe(404);
  });

  test('leaves no code and no ticket in the log', async () => {
    const made = await offer();
    const folder = locationOf(await claimFiles(made));
    await client.get(folder);
    const secrets = [pathOf(made).split('/').at(-1), folder.split('/').at(-1)] as string[];
    for (const secret of secrets) expect(client.log.join('\n')).not.toContain(secret);
    expect(client.log.join('\n')).toContain('/wallet/files/:ticket');
  });
});

describe('the page of a request', () => {
  const upload = (made: OwnedExchange, content: string | Uint8Array, name = 'a.json') => {
    const form = new FormData();
    form.append('file', new File([typeof content === 'string' ? content : Buffer.from(content)], name));
    return client.post(`${pathOf(made)}/upload`, form);
  };
  const signed = async (subject?: string) => {
    const { verifiableCredential } = await service.bridge.wrap({
      records: [RECORD],
      profile: 'clr2',
      ...(subject === undefined ? {} : { subject }),
    });
    return verifiableCredential as JsonObject;
  };

  test('takes a presentation signed for it, and tells what was proven, not what was said', async () => {
    const wallet = await createWallet();
    const made = await request();
    const { text } = await client.get(pathOf(made));
    expect(text).toContain('<bdi>bridge.example</bdi> asks you to show');
    const [challenge, domain] = ['challenge', 'domain'].map(
      (id) => new RegExp(`<code id="${id}">([^<]+)</code>`).exec(text)?.[1] as string,
    ) as [string, string];
    expect(domain).toBe('https://bridge.example');
    const credential = await signed(wallet.did);
    const answer = async (asked: { challenge: string; domain?: string }) =>
      upload(made, JSON.stringify(await wallet.present([credential], asked)));

    for (const asked of [
      { challenge: 'another', domain },
      { challenge, domain: 'https://elsewhere.example' },
      { challenge },
    ]) {
      const refused = await answer(asked);
      expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('role="alert"')]);
    }
    expect(await stateOf(made)).toBe('opened');
    const taken = await answer({ challenge, domain });
    expect([taken.status, locationOf(taken)]).toEqual([303, pathOf(made)]);

    const after = await client.get(pathOf(made));
    expect(after.status).toBe(200);
    expect(after.text).toContain('Answered, and accepted');
    expect(after.text).toContain('5 Badges: <span class="state good">verified</span>');
    expect(after.text).not.toMatch(/Zoë|Hallgarth|Statistics|did:key|<form|openid4vp/);
    const { result, events } = await service.bridge.exchanges.describe('request', made.id);
    expect(result).toMatchObject({ verdict: 'accepted', way: 'upload', holder: wallet.did });
    expect(events.at(-1)).toMatchObject({ event: 'answered', detail: { way: 'upload' } });
    expect((await answer({ challenge, domain })).status).toBe(410);
  });

  test('names the parts where the request says so, and takes what proves no presenter', async () => {
    const made = await request({ binding: 'none', showResult: true });
    expect((await client.get(pathOf(made))).text).not.toContain('id="challenge"');
    expect((await upload(made, JSON.stringify(await signed()))).status).toBe(303);
    const { text } = await client.get(pathOf(made));
    expect(text).toContain('<bdi>Statistics for the Sciences</bdi>');
  });

  test('tells that something does not hold', async () => {
    const made = await request({ binding: 'none' });
    const credential = await signed();
    expect((await upload(made, JSON.stringify({ ...credential, name: 'Forged' }))).status).toBe(303);
    const { text } = await client.get(pathOf(made));
    expect(text).toContain('Answered, and rejected');
    expect(text).toContain('<span class="state bad">failed</span>');
    expect(text).not.toContain('Forged');
  });

  test('takes a badge image, and says what cannot be read', async () => {
    const folder = locationOf(await claimFiles(await offer()));
    const { bytes } = await client.get(`${folder}/badge-1.png`);
    const made = await request({ template: 'badges', achievementTypes: ['Degree'], binding: 'none' });
    for (const [content, status] of [
      ['no JSON', 400],
      ['{"a": 1}', 400],
      ['', 400],
    ] as const) {
      const refused = await upload(made, content);
      expect([refused.status, refused.text]).toEqual([status, expect.stringContaining('role="alert"')]);
    }
    expect((await upload(made, bytes, 'badge.png')).status).toBe(303);
    expect((await client.get(pathOf(made))).text).toContain('Answered, and accepted');
  });

  test('says what became of it', async () => {
    const made = await request({ expires: 60 });
    expect((await client.call('HEAD', pathOf(made))).status).toBe(200);
    expect(await stateOf(made)).toBe('created');
    service.pass(61);
    const late = await client.get(pathOf(made));
    service.pass(-61);
    expect([late.status, late.text]).toEqual([410, expect.stringContaining('This request ended on')]);
    await service.bridge.exchanges.cancel('request', made.id);
    const gone = await client.get(pathOf(made));
    expect([gone.status, gone.text]).toEqual([410, expect.stringContaining('withdrawn')]);
    expect((await client.get('/wallet/present/none.xxxxxxxxxxxxxxxxxxxxxx')).status).toBe(404);
  });
});
