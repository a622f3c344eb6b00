/** What every kind of store must do for exchanges with wallets; run beside `store-contract.ts`. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  ExchangeRecord,
  ExchangeStore,
  OauthStore,
  TicketStore,
} from '../../src/workflows/exchange-ports.ts';
import type { WebhookStore } from '../../src/workflows/send-webhooks.ts';

type Opened = {
  exchanges: ExchangeStore;
  tickets: TicketStore;
  webhooks: WebhookStore;
  oauthStates: OauthStore;
  close: () => Promise<void>;
};

const now = new Date('2024-01-01T00:00:00.000Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

const offer = (id: string, members: Partial<ExchangeRecord> = {}): ExchangeRecord => ({
  id,
  kind: 'offer',
  createdAt: now,
  expiresAt: later(60),
  uses: 1,
  taken: 0,
  attempts: 0,
  content: { name: 'Zeugnis für Übersetzer 🎓', items: [1, null] },
  ...members,
});

/** @param create makes a place for data, empty, for one test */
export function exchangeContract(
  name: string,
  create: () => Promise<{ open: () => Promise<Opened>; remove: () => Promise<void> }>,
): void {
  describe(`exchanges on ${name}`, () => {
    let place: Awaited<ReturnType<typeof create>>;
    let stores: Opened;
    let second: Opened;

    beforeEach(async () => {
      place = await create();
      [stores, second] = [await place.open(), await place.open()];
    });
    afterEach(async () => {
      await stores.close();
      await second.close();
      await place.remove();
    });

    test('come back as they were, newest first, by kind', async () => {
      for (const id of ['a', 'b']) await stores.exchanges.create(offer(id));
      await stores.exchanges.create(offer('c', { kind: 'request' }));
      expect(await second.exchanges.get('a')).toEqual(offer('a'));
      expect((await second.exchanges.list('offer', 10)).map(({ id }) => id)).toEqual(['b', 'a']);
      expect((await second.exchanges.list('request', 10)).map(({ id }) => id)).toEqual(['c']);
      expect(await stores.exchanges.get('none')).toBeUndefined();
      await expect(stores.exchanges.create(offer('a'))).rejects.toMatchObject({ code: 'conflict' });
    });

    test('are opened once', async () => {
      await stores.exchanges.create(offer('a'));
      expect(await stores.exchanges.open('a', later(1))).toBe(true);
      expect(await second.exchanges.open('a', later(2))).toBe(false);
      expect((await stores.exchanges.get('a'))?.openedAt).toEqual(later(1));
      expect(await stores.exchanges.open('none', now)).toBe(false);
    });

    test('of many takers at once as many get a use as there are', async () => {
      await stores.exchanges.create(offer('a', { uses: 3 }));
      const states = await Promise.all(
        Array.from({ length: 100 }, (_, i) => (i % 2 ? stores : second).exchanges.take('a', now)),
      );
      expect(states.filter((state) => state === 'taken')).toHaveLength(3);
      expect(states.filter((state) => state === 'spent')).toHaveLength(97);
      await stores.exchanges.giveBack('a');
      expect(await second.exchanges.take('a', now)).toBe('taken');
      expect(await second.exchanges.take('a', now)).toBe('spent');
    });

    test('cannot be taken past their time, nor after they were cancelled', async () => {
      await stores.exchanges.create(offer('a'));
      expect(await stores.exchanges.take('a', later(60))).toBe('expired');
      expect(await stores.exchanges.cancel('a', now)).toBe(true);
      expect(await stores.exchanges.cancel('a', now)).toBe(false);
      expect(await stores.exchanges.take('a', now)).toBe('cancelled');
      expect(await stores.exchanges.take('none', now)).toBe('unknown');
    });

    test('are finished with their last use, and then not cancelled', async () => {
      await stores.exchanges.create(offer('a', { uses: 2 }));
      await stores.exchanges.take('a', now);
      await stores.exchanges.finish('a', later(1));
      expect((await stores.exchanges.get('a'))?.finishedAt).toBeUndefined();
      await stores.exchanges.take('a', now);
      await stores.exchanges.finish('a', later(2), { result: { verdict: 'accepted' }, content: {} });
      await stores.exchanges.finish('a', later(3), { result: { verdict: 'another' }, content: { a: 1 } });
      expect(await second.exchanges.get('a')).toMatchObject({
        finishedAt: later(2),
        result: { verdict: 'accepted' },
        content: {},
      });
      expect(await stores.exchanges.cancel('a', now)).toBe(false);
    });

    test('ended while they are answered keep nothing of the answer', async () => {
      await stores.exchanges.create(offer('a'));
      await stores.exchanges.take('a', now);
      expect(await second.exchanges.cancel('a', now)).toBe(true);
      await second.exchanges.clear('a');
      await stores.exchanges.finish('a', later(1), { result: { verdict: 'accepted' }, content: { a: 1 } });
      const left = await second.exchanges.get('a');
      expect([left?.result, left?.content, left?.finishedAt]).toEqual([undefined, undefined, undefined]);
    });

    test('count what was refused', async () => {
      await stores.exchanges.create(offer('a'));
      const counts = await Promise.all(
        Array.from({ length: 20 }, (_, i) => (i % 2 ? stores : second).exchanges.countAttempt('a')),
      );
      expect([...counts].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(await second.exchanges.countAttempt('a', -1)).toBe(19);
    });

    test('forget what was offered, and keep what happened', async () => {
      await stores.exchanges.create(offer('a'));
      await stores.exchanges.addEvent('a', { event: 'created', happenedAt: now });
      await second.exchanges.addEvent('a', {
        event: 'issued',
        happenedAt: later(1),
        detail: { id: 'urn:1' },
      });
      await stores.exchanges.clear('a');
      expect((await second.exchanges.get('a'))?.content).toBeUndefined();
      expect(await stores.exchanges.listEvents('a')).toEqual([
        { event: 'created', happenedAt: now },
        { event: 'issued', happenedAt: later(1), detail: { id: 'urn:1' } },
      ]);
    });

    describe('what is to be told', () => {
      const task = { id: 'w', exchangeId: 'a', event: 'request.answered', happenedAt: now } as const;

      test('is taken when it is due, by one of many, and again after the lease', async () => {
        await stores.webhooks.add(task);
        expect(await stores.webhooks.take(new Date(now.getTime() - 1), later(60), 10)).toEqual([]);
        const got = await Promise.all(
          Array.from({ length: 20 }, (_, i) => (i % 2 ? stores : second).webhooks.take(now, later(60), 10)),
        );
        expect(got.flat()).toEqual([{ ...task, attempts: 1 }]);
        expect(await second.webhooks.take(later(59), later(120), 10)).toEqual([]);
        expect(await second.webhooks.take(later(60), later(120), 10)).toEqual([{ ...task, attempts: 2 }]);
      });

      test('is put off, and forgotten', async () => {
        for (const id of ['w', 'x', 'y']) await stores.webhooks.add({ ...task, id });
        expect(await second.webhooks.take(now, later(60), 2)).toHaveLength(2);
        await stores.webhooks.postpone('w', later(300));
        await stores.webhooks.remove('x');
        expect((await second.webhooks.take(later(299), later(400), 10)).map(({ id }) => id)).toEqual(['y']);
        expect((await second.webhooks.take(later(300), later(400), 10)).map(({ id }) => id)).toEqual(['w']);
      });
    });

    describe('tickets', () => {
      const ticket = { kind: 'access-token', exchangeId: 'a', detail: { item: 1 }, expiresAt: later(60) };

      test('are found until they end, and only for what they are', async () => {
        expect(await stores.tickets.issue('d', ticket, now)).toBe(true);
        expect(await second.tickets.find('access-token', 'd', now)).toEqual(ticket);
        expect(await second.tickets.find('access-token', 'd', later(60))).toBeUndefined();
        expect(await second.tickets.find('code', 'd', now)).toBeUndefined();
        expect(await second.tickets.spend('code', 'd', now)).toBeUndefined();
        expect(await second.tickets.spend('access-token', 'd', later(60))).toBeUndefined();
      });

      test('of many who spend one exactly one gets it', async () => {
        await stores.tickets.issue('d', ticket, now);
        const got = await Promise.all(
          Array.from({ length: 100 }, (_, i) =>
            (i % 2 ? stores : second).tickets.spend(ticket.kind, 'd', now),
          ),
        );
        expect(got.filter((one) => one !== undefined)).toEqual([ticket]);
        expect(await stores.tickets.find(ticket.kind, 'd', now)).toBeUndefined();
      });

      test('that are taken back were never issued', async () => {
        await stores.tickets.issue('d', ticket, now);
        await second.tickets.withdraw('code', 'd');
        expect(await stores.tickets.find(ticket.kind, 'd', now)).toEqual(ticket);
        await second.tickets.withdraw(ticket.kind, 'd');
        expect(await stores.tickets.find(ticket.kind, 'd', now)).toBeUndefined();
        expect(await stores.tickets.issue('d', ticket, now)).toBe(true);
      });

      test('are forgotten with their exchange, and no others', async () => {
        await stores.tickets.issue('d', ticket, now);
        await stores.tickets.issue('e', { ...ticket, exchangeId: 'b' }, now);
        await second.tickets.forget('a');
        expect(await stores.tickets.find(ticket.kind, 'd', now)).toBeUndefined();
        expect(await stores.tickets.find(ticket.kind, 'e', now)).toEqual({ ...ticket, exchangeId: 'b' });
      });

      test('are issued once, and a later one takes nothing from those that still hold', async () => {
        await stores.tickets.issue('d', ticket, now);
        expect(await second.tickets.issue('d', ticket, now)).toBe(false);
        await stores.tickets.issue('e', { ...ticket, expiresAt: later(90 * 24 * 3600) }, now);
        expect(await stores.tickets.find(ticket.kind, 'd', now)).toEqual(ticket);
      });
    });

    describe('steps of authorizations', () => {
      const code = { kind: 'Code', digest: 'd', sealed: 's', grantDigest: 'g', expiresAt: later(60) };

      test('are found until they end, and only as what they are', async () => {
        await stores.oauthStates.save(code, now);
        expect(await second.oauthStates.find('Code', 'd', now)).toEqual({ sealed: 's' });
        expect(await second.oauthStates.find('Code', 'd', later(60))).toBeUndefined();
        expect(await second.oauthStates.find('Grant', 'd', now)).toBeUndefined();
      });

      test('of many who spend one exactly one does, and it stays spent', async () => {
        await stores.oauthStates.save(code, now);
        const spent = await Promise.all(
          Array.from({ length: 100 }, (_, i) =>
            (i % 2 ? stores : second).oauthStates.spend('Code', 'd', now),
          ),
        );
        expect(spent.filter(Boolean)).toHaveLength(1);
        await stores.oauthStates.save({ ...code, sealed: 't' }, now);
        expect(await second.oauthStates.find('Code', 'd', now)).toEqual({ sealed: 't', spentAt: now });
        expect(await second.oauthStates.spend('Code', 'e', now)).toBe(false);
      });

      test('are removed one by one, or with their grant', async () => {
        await stores.oauthStates.save(code, now);
        for (const digest of ['e', 'f']) await stores.oauthStates.save({ ...code, digest }, now);
        await stores.oauthStates.save({ ...code, digest: 'h', grantDigest: 'other' }, now);
        await second.oauthStates.remove('Code', 'e');
        const find = () =>
          Promise.all(
            ['d', 'e', 'f', 'h'].map(
              async (digest) => (await stores.oauthStates.find('Code', digest, now))?.sealed,
            ),
          );
        expect(await find()).toEqual(['s', undefined, 's', 's']);
        await second.oauthStates.removeOfGrant('Code', 'g');
        expect(await find()).toEqual([undefined, undefined, undefined, 's']);
      });

      test('that are over are forgotten when there is a new one', async () => {
        await stores.oauthStates.save(code, now);
        await stores.oauthStates.save({ ...code, digest: 'e', expiresAt: later(120) }, later(61));
        expect(await stores.oauthStates.find('Code', 'd', now)).toBeUndefined();
      });
    });
  });
}
