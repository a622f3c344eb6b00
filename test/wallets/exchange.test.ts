/** Each wallet claims and presents, over each protocol it speaks. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createDigitalBazaar } from './digital-bazaar.ts';
import { createLcw } from './lcw.ts';
import { createLearnCard } from './learncard.ts';
import { createOid4vcTs } from './oid4vc-ts.ts';
import { startStandIn } from './stand-in.ts';
import type { Held } from './wallet.ts';

/** Without the scales of its results: of two equal ordered lists DIDKit makes signatures that do not hold. */
const sample = JSON.parse(
  readFileSync(new URL('../../samples/sample-clr.json', import.meta.url), 'utf8'),
  (name, value: unknown) => (name === 'allowedValues' ? undefined : value),
) as JsonObject;

const service = await startStandIn();
afterAll(service.close);

const lcw = await createLcw();
const learnCard = await createLearnCard();
const digitalBazaar = await createDigitalBazaar();
const oid4vcTs = await createOid4vcTs();

const subjectOf = (held: Held | undefined) =>
  ((held as JsonObject)['credentialSubject'] as JsonObject | undefined)?.['id'];
const lastVerdict = () => service.received.at(-1)?.verdict;

describe('an offer (OID4VCI, pre-authorized)', () => {
  test('LearnCard, with a transaction code: linked data and a JWT', async () => {
    const held = await learnCard.claim(service.oid4vci({ records: [sample], txCode: '4711' }), {
      txCode: '4711',
    });
    expect(held).toHaveLength(2);
    expect(held.map((one) => typeof one).sort()).toEqual(['object', 'string']);
    expect(subjectOf(held.find((one) => typeof one !== 'string'))).toBe(learnCard.did);
  });

  test.each(['ldp_vc', 'jwt_vc_json'] as const)('oid4vc-ts, with a transaction code: %s', async (format) => {
    const held = await oid4vcTs.claim(service.oid4vci({ records: [sample], txCode: '4711' }), {
      txCode: '4711',
      format,
    });
    expect(held).toHaveLength(1);
    expect(await oid4vcTs.verify(held[0] as Held)).toMatchObject({ verified: true });
  });

  test('oid4vc-ts: ten records in one claim', async () => {
    const records = Array.from({ length: 10 }, () => sample);
    const held = await oid4vcTs.claim(service.oid4vci({ records }), { format: 'ldp_vc' });
    expect(held).toHaveLength(10);
    expect(new Set(held.map(subjectOf))).toEqual(new Set([oid4vcTs.did]));
  });

  test('oid4vc-ts: authorization code with PKCE', async () => {
    const approve = async (url: string) => {
      const { headers } = await fetch(url, { redirect: 'manual' });
      return headers.get('location') ?? '';
    };
    const link = service.oid4vci({ records: [sample], grant: 'authorization-code' });
    expect(await oid4vcTs.claim(link, { format: 'ldp_vc', approve })).toHaveLength(1);
  });

  test('Digital Bazaar: linked data without a transaction code', async () => {
    const held = await digitalBazaar.claim(service.oid4vci({ records: [sample] }));
    expect(held.map(subjectOf)).toEqual([digitalBazaar.did]);
    expect(await digitalBazaar.verify(held[0] as Held)).toMatchObject({ verified: true });
  });

  test.each([learnCard, oid4vcTs])('a wrong transaction code gives nothing: $name', async (wallet) => {
    const link = service.oid4vci({ records: [sample], txCode: '4711' });
    await expect(wallet.claim(link, { txCode: '0815' })).rejects.toThrow();
  });
});

describe('an exchange (VC-API) and the legacy link', () => {
  test('LCW by the legacy link, holder-bound', async () => {
    const held = await lcw.claim(service.legacyLink(sample));
    expect(held.map(subjectOf)).toEqual([lcw.did]);
    expect(await lcw.verify(held[0] as Held)).toMatchObject({ verified: true });
  });

  test.each(['exchange', 'interaction'] as const)(
    'LCW by an %s: offered first it keeps, after DIDAuth it does not',
    async (door) => {
      expect(await lcw.claim(service[door]('first', sample))).toHaveLength(1);
      expect(await lcw.claim(service[door]('auth', sample))).toHaveLength(0);
    },
  );

  test.each([digitalBazaar, learnCard])(
    '$name by an exchange and an interaction, holder-bound',
    async (wallet) => {
      expect((await wallet.claim(service.exchange('auth', sample))).map(subjectOf)).toEqual([wallet.did]);
      // here LearnCard takes the offer, and with it the JWT
      const held = await wallet.claim(service.interaction('auth', sample));
      expect(held.map(subjectOf)).toContain(wallet.did);
    },
  );
});

describe('a request for a CLR', () => {
  test.each([lcw, digitalBazaar, learnCard])('VC-API: $name', async (wallet) => {
    const link = wallet === lcw ? service.legacyLink(sample) : service.oid4vci({ records: [sample] });
    const held = await wallet.claim(link);
    await wallet.present(service.presentExchange(), held);
    expect(lastVerdict()).toBe('accepted');
  });

  test.each([learnCard, oid4vcTs])('OID4VP with DCQL: $name', async (wallet) => {
    const held = await wallet.claim(service.oid4vci({ records: [sample] }));
    await wallet.present(service.oid4vp('ldp_vc'), held);
    expect(lastVerdict()).toBe('accepted');
    await wallet.present(service.oid4vp('jwt_vc_json'), held);
    expect(lastVerdict()).toBe('accepted');
  });

  test.each([
    { wallet: learnCard, by: 'json' },
    { wallet: learnCard, by: 'signed' },
    { wallet: oid4vcTs, by: 'signed' },
  ] as const)('OID4VP by reference, $by: $wallet.name', async ({ wallet, by }) => {
    const held = await wallet.claim(service.oid4vci({ records: [sample] }));
    await wallet.present(service.oid4vp('ldp_vc', by), held);
    expect(lastVerdict()).toBe('accepted');
  });

  test('OID4VP: Digital Bazaar answers a presentation definition, not a DCQL query', async () => {
    const held = await digitalBazaar.claim(service.oid4vci({ records: [sample] }));
    await expect(digitalBazaar.present(service.oid4vp('ldp_vc'), held)).rejects.toThrow();
    const presentation_definition = {
      id: 'clr',
      input_descriptors: [
        {
          id: 'clr',
          format: { ldp_vc: { proof_type: ['DataIntegrityProof'] } },
          constraints: {
            fields: [{ path: ['$.type'], filter: { type: 'array', contains: { const: 'ClrCredential' } } }],
          },
        },
      ],
    };
    await digitalBazaar.present(
      service.oid4vp('ldp_vc', 'value', { dcql_query: null, presentation_definition }),
      held,
    );
    expect(lastVerdict()).toBe('accepted');
  });
});
