/** Offers that wallets claim, and requests that they answer, whatever the protocol. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { type ExchangeService, startExchanges } from '../fixtures/exchange-service.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { createWallet, type TestWallet } from '../fixtures/wallet.ts';

const RECORD = sampleRecord();

let service: ExchangeService;
let wallet: TestWallet;
beforeAll(async () => {
  service = await startExchanges();
  wallet = await createWallet();
});
afterAll(() => service.close());

const offer = (more = {}) => service.bridge.exchanges.createOffer({ documents: [RECORD], ...more });
const claim = (holder?: string) => ({
  format: 'ldp_vc' as const,
  way: 'vc-api' as const,
  ...(holder === undefined ? {} : { holder }),
});

describe('an offer', () => {
  test('becomes a credential of the wallet that claims it, and gives the record back', async () => {
    const { exchanges } = service.bridge;
    const made = await offer();
    expect(made).toMatchObject({ state: 'created', uses: 1, taken: 0, events: [{ event: 'created' }] });
    const [credential] = await exchanges.redeem(made.id, claim(wallet.did));
    expect((credential as JsonObject)['credentialSubject']).toMatchObject({ id: wallet.did });
    expect((credential as JsonObject)['credentialStatus']).toMatchObject({ statusPurpose: 'revocation' });
    const { report } = await service.bridge.unwrap(credential as Json, { to: '1.0' });
    expect(report.verdict).toBe('accepted');
    const { state, events } = await exchanges.describe('offer', made.id);
    expect(state).toBe('claimed');
    expect(events.at(-1)?.detail).toMatchObject({ holder: wallet.did, way: 'vc-api' });
  });

  test('of a hundred wallets at once goes to one, and to that one again', async () => {
    const { exchanges } = service.bridge;
    const { id } = await offer();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) => exchanges.redeem(id, claim(`did:example:${i}`))),
    );
    const won = outcomes.flatMap((one, i) => (one.status === 'fulfilled' ? [[i, one.value] as const] : []));
    expect(won).toHaveLength(1);
    for (const one of outcomes)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'exchange-over' });
    const [winner, credentials] = won[0] as (typeof won)[0];
    expect(await exchanges.redeem(id, claim(`did:example:${winner}`))).toEqual(credentials);
  });

  test('is not handed again once another wallet was issued the same record', async () => {
    const { exchanges } = service.bridge;
    const { id } = await offer({ uses: 2 });
    await exchanges.redeem(id, claim(wallet.did));
    await exchanges.redeem(id, claim('did:example:second'));
    await expect(exchanges.redeem(id, claim(wallet.did))).rejects.toMatchObject({ code: 'exchange-over' });
    const [kept] = await exchanges.redeem(id, claim('did:example:second'));
    expect((kept as JsonObject)['credentialSubject']).toMatchObject({ id: 'did:example:second' });
  });

  test('as a JWT is handed again as that JWT', async () => {
    const { exchanges } = service.bridge;
    const { id } = await offer();
    const asJwt = { ...claim(wallet.did), format: 'jwt_vc_json' as const };
    expect(await exchanges.redeem(id, asJwt)).toEqual(await exchanges.redeem(id, asJwt));
  });

  test('is for the DID it names, and for a wallet where it says so', async () => {
    const { exchanges } = service.bridge;
    const { id } = await offer({ subject: wallet.did });
    await expect(exchanges.redeem(id, claim('did:example:other'))).rejects.toMatchObject({
      code: 'holder-other',
      // who it is for is nothing that a stranger with the link is told
      message: expect.not.stringContaining(wallet.did),
    });
    await expect(exchanges.redeem(id, claim())).rejects.toMatchObject({ code: 'holder-unproven' });
    expect((await exchanges.describe('offer', id)).taken).toBe(0);
    expect(await exchanges.redeem(id, claim(wallet.did))).toHaveLength(1);
    await expect(offer({ subject: wallet.did, binding: 'preferred' })).rejects.toMatchObject({
      code: 'request-invalid',
      pointer: '/binding',
    });
  });

  test('ends at its time, and when its owner ends it', async () => {
    const { exchanges } = service.bridge;
    const { id } = await offer({ expires: 60 });
    service.pass(61);
    await expect(exchanges.redeem(id, claim(wallet.did))).rejects.toMatchObject({
      code: 'exchange-over',
      extra: { state: 'expired' },
    });
    const second = await offer();
    await exchanges.cancel('offer', second.id);
    await expect(exchanges.redeem(second.id, claim(wallet.did))).rejects.toMatchObject({
      code: 'exchange-over',
      extra: { state: 'cancelled' },
    });
  });

  test('is refused where what it offers could not be wrapped', async () => {
    await expect(offer({ documents: [{ ...RECORD, publisher: null }] })).rejects.toMatchObject({
      code: 'record-invalid',
      pointer: '/publisher',
    });
    await expect(offer({ documents: [] })).rejects.toMatchObject({ code: 'request-invalid' });
    await expect(offer({ uses: 0 })).rejects.toMatchObject({ code: 'request-invalid', pointer: '/uses' });
  });

  test('binds an unsigned credential to the wallet, each claim with an id of its own', async () => {
    const template: JsonObject = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      id: 'urn:uuid:00000000-0000-4000-8000-00000000000a',
      type: ['VerifiableCredential'],
      issuer: service.issuer,
      credentialSubject: { id: 'urn:uuid:00000000-0000-4000-8000-00000000000b', description: 'Prüfung' },
    };
    const { exchanges } = service.bridge;
    const { id } = await exchanges.createOffer({ documents: [template], uses: 2 });
    const [first] = await exchanges.redeem(id, claim(wallet.did));
    const [second] = await exchanges.redeem(id, claim('did:example:second'));
    expect(first).toMatchObject({ credentialSubject: { id: wallet.did, description: 'Prüfung' } });
    expect((first as JsonObject)['id']).not.toBe((second as JsonObject)['id']);
    expect((await service.bridge.verify(first as Json)).verdict).toBe('accepted');
  });

  test('hands over what is signed as it is, and nothing that was tampered with', async () => {
    const { exchanges } = service.bridge;
    const { verifiableCredential: signed } = await service.bridge.wrap({ records: [RECORD] });
    const { id } = await exchanges.createOffer({ documents: [signed as JsonObject] });
    expect(await exchanges.redeem(id, claim(wallet.did))).toEqual([signed]);
    const forged = { ...(signed as JsonObject), validUntil: '2100-01-01T00:00:00Z' };
    await expect(exchanges.createOffer({ documents: [forged] })).rejects.toMatchObject({
      code: 'credential-rejected',
    });
  });
});

describe('codes', () => {
  test('are good for one purpose and one exchange, and are links of it', async () => {
    const { exchanges } = service.bridge;
    const [one, other] = [await offer(), await offer()];
    const code = await exchanges.codeOf('claim', one.id);
    expect(one.links.page).toBe(`https://bridge.example/wallet/claim/${code}`);
    expect((await exchanges.find('claim', code)).id).toBe(one.id);
    const wrong = [
      code.replace(one.id, other.id),
      `${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`,
      one.id,
      '',
      await exchanges.codeOf('pre-authorized_code', one.id),
    ];
    for (const bad of wrong)
      await expect(exchanges.find('claim', bad)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('name no wallet that could not give a transaction code', async () => {
    const { links, txCode } = await offer({ txCode: { length: 4 } });
    expect(txCode).toMatch(/^\d{4}$/);
    expect(Object.keys(links.protocols)).not.toContain('vcapi');
    expect(Object.keys(links.wallets)).not.toContain('learner-credential-wallet');
    const open = await offer();
    expect(Object.keys(open.links.protocols)).toEqual(
      expect.arrayContaining(['vcapi', 'OID4VCI', 'openid4vci', 'oid4vci-1.0']),
    );
  });
});

describe('a request', () => {
  const question = { challenge: 'asked by this exchange', domains: ['https://bridge.example'] };
  const ask = (more = {}) => service.bridge.exchanges.createRequest(more);
  const claimed = async () => {
    const { id } = await offer();
    return (await service.bridge.exchanges.redeem(id, claim(wallet.did)))[0] as Json;
  };
  const way = 'upload' as const;
  const asked = { challenge: question.challenge, domain: 'https://bridge.example' };

  test('is answered with records, and by whom', async () => {
    const { exchanges } = service.bridge;
    const { id } = await ask({ to: '1.0' });
    const presentation = await wallet.present([await claimed()], asked);
    const answer = await exchanges.answer(id, presentation, { question, way });
    expect(answer).toMatchObject({ verdict: 'accepted', holder: wallet.did, records: [{ version: '1.0' }] });
    const { state, result } = await exchanges.describe('request', id);
    expect(state).toBe('answered');
    expect(result).toEqual(JSON.parse(JSON.stringify(answer)));
    await expect(exchanges.answer(id, presentation, { question, way })).rejects.toMatchObject({
      code: 'exchange-over',
    });
  });

  test('refuses what was signed for another exchange, by nobody, or by a stranger, and stays open', async () => {
    const { exchanges } = service.bridge;
    const { id } = await ask();
    const credential = await claimed();
    const good = await wallet.present([credential], asked);
    const refused = [
      await wallet.present([credential], { ...asked, challenge: 'of another' }),
      await wallet.present([credential], { ...asked, domain: 'https://elsewhere.example' }),
      { ...good, proof: undefined },
      { ...good, holder: 'did:example:other' },
    ];
    for (const presentation of refused) {
      await expect(
        exchanges.answer(id, JSON.parse(JSON.stringify(presentation)), { question, way }),
      ).rejects.toMatchObject({ code: 'holder-unproven' });
    }
    expect((await exchanges.describe('request', id)).state).toBe('created');
    expect(await exchanges.answer(id, good, { question, way })).toMatchObject({ verdict: 'accepted' });
  });

  test('takes no more answers after ten that proved nothing', async () => {
    const { exchanges } = service.bridge;
    const { id } = await ask();
    const replayed = await wallet.present([await claimed()], { ...asked, challenge: 'of another' });
    for (let i = 0; i < 10; i++)
      await expect(exchanges.answer(id, replayed, { question, way })).rejects.toMatchObject({
        code: 'holder-unproven',
      });
    await expect(exchanges.answer(id, replayed, { question, way })).rejects.toMatchObject({
      code: 'exchange-locked',
    });
  });

  test('looks at ten of a hundred answers that come at once and prove nothing', async () => {
    const { exchanges } = service.bridge;
    const { id } = await ask();
    const replayed = await wallet.present([await claimed()], { ...asked, challenge: 'of another' });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, () => exchanges.answer(id, replayed, { question, way })),
    );
    const codes = outcomes.map((one) => one.status === 'rejected' && (one.reason as { code: string }).code);
    expect(codes.filter((code) => code === 'holder-unproven')).toHaveLength(10);
    expect(codes.filter((code) => code === 'exchange-locked')).toHaveLength(90);
  });

  test('answered by somebody who is not the subject is rejected, and hands out nothing', async () => {
    const { exchanges } = service.bridge;
    const { id } = await ask();
    const stranger = await createWallet();
    const presentation = await stranger.present([await claimed()], asked);
    const answer = await exchanges.answer(id, presentation, { question, way });
    expect(answer).toMatchObject({ verdict: 'rejected', holder: stranger.did, records: [] });
  });

  test('of five credentials names the one that was tampered with', async () => {
    const { exchanges } = service.bridge;
    const { id } = await ask();
    const credentials = [];
    for (let i = 0; i < 5; i++) credentials.push((await claimed()) as JsonObject);
    credentials[2] = { ...(credentials[2] as JsonObject), name: 'Another name' };
    const answer = await exchanges.answer(id, await wallet.present(credentials, asked), { question, way });
    expect(answer).toMatchObject({ verdict: 'rejected', records: [] });
    const failed = answer.report.findings.filter(
      ({ result, severity }) => result === 'fail' && severity === 'error',
    );
    expect(failed.length).toBeGreaterThan(0);
    for (const { pointer } of failed) expect(pointer).toMatch(/^\/verifiableCredential\/2(\/|$)/);
    const states = answer.report.nodes.filter(({ pointer }) => /^\/verifiableCredential\/\d$/.test(pointer));
    expect(states.map(({ state }) => state)).toEqual([
      'verified',
      'verified',
      'failed',
      'verified',
      'verified',
    ]);
  });

  test('refuses what was not asked for, and stays open', async () => {
    const { exchanges } = service.bridge;
    const asking = [
      { template: 'clr-from', issuers: ['did:example:school'] },
      { template: 'badges', achievementTypes: ['Fellowship'] },
    ] as const;
    for (const { ...wanted } of asking) {
      const { id } = await ask(wanted);
      const presentation = await wallet.present([await claimed()], asked);
      await expect(exchanges.answer(id, presentation, { question, way })).rejects.toMatchObject({
        code: 'answer-unfit',
        pointer: '/verifiableCredential/0',
      });
      const { state, events } = await exchanges.describe('request', id);
      expect([state, events.at(-1)?.detail]).toEqual(['created', { way, code: 'answer-unfit' }]);
    }
  });

  test('of several at once takes one answer', async () => {
    const { exchanges } = service.bridge;
    const { id } = await ask();
    const presentation = await wallet.present([await claimed()], asked);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => exchanges.answer(id, presentation, { question, way })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
