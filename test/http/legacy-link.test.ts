/** The link of the Learner Credential Wallet: one presentation is answered by the credential. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import {
  type Made,
  pathOf,
  RECORD,
  startVcExchange,
  type VcExchangeService,
} from '../fixtures/vc-exchange-wallet.ts';
import { createWallet } from '../fixtures/wallet.ts';
import { expectProblem } from './client.ts';

let here: VcExchangeService;
beforeAll(async () => {
  here = await startVcExchange();
});
afterAll(() => here.close());

/** What the wallet reads in the link. */
function linkOf({ links }: Made) {
  const { searchParams } = new URL(links.wallets['learner-credential-wallet']);
  const [path, challenge] = [searchParams.get('vc_request_url'), searchParams.get('challenge')];
  return { path: pathOf(path as string), challenge: challenge as string, searchParams };
}

const present = (made: Made, wallet = here.wallet) => wallet.present([], linkOf(made));

test('is answered by a credential of the wallet, as that wallet wants one', async () => {
  const made = await here.offer();
  const { path, searchParams } = linkOf(made);
  expect(searchParams.get('auth_type')).toBe('bearer');
  const answer = await here.client.post(path, await present(made));
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  const { id, credentialSubject, proof } = answer.body;
  expect(URL.canParse(id)).toBe(true);
  expect(credentialSubject.id).toBe(here.wallet.did);
  expect(proof.cryptosuite ?? proof.type).toMatch(/^(eddsa-rdfc-2022|Ed25519Signature2020)$/);
  const report = await here.service.bridge.verify(answer.body);
  expect(report.verdict).toBe('accepted');
  const { state, events } = await here.ownerOf(made);
  expect(state).toBe('claimed');
  expect(events.at(-1).detail).toMatchObject({ way: 'learner-credential-wallet', holder: here.wallet.did });
});

test('has a title where that wallet looks for one', async () => {
  const made = await here.offer();
  const { body } = await here.client.post(linkOf(made).path, await present(made));
  const [achievement] = [body.credentialSubject.achievement].flat();
  expect(achievement.name).toEqual(expect.stringMatching(/./));
});

test('takes the presentation also under a member', async () => {
  const made = await here.offer();
  const verifiablePresentation = await present(made);
  const { body } = await here.client.post(linkOf(made).path, { verifiablePresentation });
  expect(body.credentialSubject.id).toBe(here.wallet.did);
});

test('answers a presentation where several records are offered', async () => {
  const made = await here.offer({ clrs: [RECORD, { ...RECORD, id: 'urn:uuid:other' }] });
  const { body } = await here.client.post(linkOf(made).path, await present(made));
  expect(body).toMatchObject({
    type: ['VerifiablePresentation'],
    verifiableCredential: [
      { credentialSubject: { id: here.wallet.did } },
      { credentialSubject: { id: here.wallet.did } },
    ],
  });
});

test('leaves no entity of HTML in the answer, which that wallet would undo', async () => {
  const made = await here.offer({ clr: { ...RECORD, name: 'A &quot;B&quot; & C' } });
  const answer = await here.client.post(linkOf(made).path, await present(made));
  expect(answer.text).not.toContain('&');
  expect(JSON.stringify(answer.body)).toContain('A &quot;B&quot; & C');
  expect((await here.service.bridge.verify(answer.body)).verdict).toBe('accepted');
});

test('gives nothing to a message that is sent again, whatever its form', async () => {
  const made = await here.offer({ uses: 5 });
  const { path } = linkOf(made);
  const message = await present(made);
  const answers = await Promise.all(Array.from({ length: 20 }, () => here.client.post(path, message)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const one of answers) if (one.status !== 200) expectProblem(one, 'exchange-over');
  const { proof, ...rest } = message;
  expectProblem(await here.client.post(path, { verifiablePresentation: message }), 'exchange-over');
  expectProblem(await here.client.post(path, { proof: proof as JsonObject, ...rest }), 'exchange-over');
  expectProblem(await here.client.post(path, await present(made)), 'exchange-over');
  const other = await createWallet();
  expect((await here.client.post(path, await present(made, other))).status).toBe(200);
});

test('of a hundred wallets at once gives the one use to one', async () => {
  const made = await here.offer();
  const { path } = linkOf(made);
  const wallets = await Promise.all(Array.from({ length: 100 }, () => createWallet()));
  const messages = await Promise.all(wallets.map((wallet) => present(made, wallet)));
  const answers = await Promise.all(messages.map((message) => here.client.post(path, message)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const one of answers) if (one.status !== 200) expectProblem(one, 'exchange-over');
});

test('refuses what was signed for another link, by nobody, or was changed', async () => {
  const [made, other] = [await here.offer(), await here.offer()];
  const { path } = linkOf(made);
  expectProblem(await here.client.post(path, await present(other)), 'holder-unproven');
  const { proof, ...unsigned } = await present(made);
  expectProblem(await here.client.post(path, unsigned), 'holder-unproven');
  const { did } = await createWallet();
  expectProblem(
    await here.client.post(path, { ...unsigned, proof: proof as JsonObject, holder: did }),
    'holder-unproven',
  );
  const { challenge } = linkOf(made);
  const renamed = { ...(proof as JsonObject), challenge: `${challenge}x` };
  expectProblem(await here.client.post(path, { ...unsigned, proof: renamed }), 'holder-unproven');
  const elsewhere = { challenge, domain: 'https://elsewhere.example' };
  expectProblem(await here.client.post(path, await here.wallet.present([], elsewhere)), 'holder-unproven');
  expect((await here.ownerOf(made)).taken).toBe(0);
  const named = await here.wallet.present([], { challenge, domain: 'https://bridge.example' });
  expect((await here.client.post(path, named)).status).toBe(200);
});

test('refuses a wallet of somebody else, and says so in JSON', async () => {
  const made = await here.offer({ subject: (await createWallet()).did });
  const { path } = linkOf(made);
  expectProblem(await here.client.post(path, await present(made)), 'holder-other');
  // nothing was spent by it
  expectProblem(await here.client.post(path, await present(made)), 'holder-other');
});

test('is over when the offer is', async () => {
  const cancelled = await here.offer();
  const message = await present(cancelled);
  await here.client.call('DELETE', `/offers/${cancelled.id}`);
  const refused = expectProblem(await here.client.post(linkOf(cancelled).path, message), 'exchange-over');
  expect(refused).toMatchObject({ state: 'cancelled' });
  const expired = await here.offer({ expires: 60 });
  const late = await present(expired);
  here.service.pass(61);
  expectProblem(await here.client.post(linkOf(expired).path, late), 'exchange-over');
});

test('is no way to an offer with a transaction code', async () => {
  const made = await here.offer({ txCode: true });
  expect(made.links.wallets).not.toHaveProperty('learner-credential-wallet');
  expectProblem(await here.client.post(`/wallet/legacy/${made.code}`, {}), 'not-found');
});

test('answers in JSON whatever is sent', async () => {
  const { path } = linkOf(await here.offer());
  const { client } = here;
  expectProblem(await client.post(path, '{'), 'malformed-json');
  expectProblem(await client.post(path, {}), 'request-invalid');
  expectProblem(await client.post(path, { type: 'VerifiableCredential' }), 'request-invalid');
  expectProblem(await client.post(path, 'a=b', { 'content-type': 'text/html' }), 'unsupported-media');
  expectProblem(await client.post(path, { a: 'x'.repeat(1024 * 1024) }), 'too-large');
  expectProblem(await client.get(path), 'method-not-allowed');
  expectProblem(await client.post('/wallet/legacy/unknown', {}), 'not-found');
  const { headers } = await client.call('OPTIONS', path);
  expect(headers.get('access-control-allow-headers')).toContain('content-type');
  for (const line of client.log) expect(line).not.toContain(path.split('/').at(-1));
});
