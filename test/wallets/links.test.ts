/** What the service hands out, as each wallet reads it before its first message. */
import { parseAuthorizationRequestUri, parseCredentialOfferUri } from '@learncard/openid4vc-plugin';
import { Openid4vpClient } from '@openid4vc/openid4vp';
import { afterAll, expect, test } from 'vitest';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { startBridge } from './start-bridge.ts';

const sample = sampleRecord();

const service = await startBridge();
afterAll(service.close);

test('an offer: LearnCard finds the offer, the Learner Credential Wallet its link', async () => {
  const { links } = await service.offer({ clr: sample });
  expect(parseCredentialOfferUri(String(links.protocols['openid4vci']))).toMatchObject({
    kind: 'by_reference',
  });
  const { searchParams } = new URL(String(links.wallets['learner-credential-wallet']));
  expect(searchParams.get('auth_type')).toBe('bearer');
  expect(searchParams.get('vc_request_url')).toMatch(/^https:\/\/bridge\.example\//);
  for (const name of ['vcapi', 'OID4VCI', 'openid4vci', 'oid4vci-1.0'])
    expect(links.protocols).toHaveProperty([name]);
});

test('a request: LearnCard and oid4vc-ts find where it is', async () => {
  const { links } = await service.request({ template: 'any-clr' });
  const link = String(links.protocols['openid4vp']);
  expect(parseAuthorizationRequestUri(link)).toMatchObject({ kind: 'by_value' });
  const { parseOpenid4vpAuthorizationRequest: parse } = new Openid4vpClient({ callbacks: {} as never });
  expect(parse({ authorizationRequest: link })).toMatchObject({ type: 'openid4vp' });
});
