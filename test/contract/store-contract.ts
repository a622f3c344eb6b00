/** What every kind of store must do; run it for each in a test of its own. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  ChallengeStore,
  CredentialStore,
  KeyRecord,
  KeyStore,
  StatusStore,
  StatusWanted,
  StoredCredential,
} from '../../src/workflows/ports.ts';

type OpenedStores = {
  keys: KeyStore;
  credentials: CredentialStore;
  challenges: ChallengeStore;
  status: StatusStore;
  close: () => Promise<void>;
};

export type StoresUnderTest = {
  /** Opens the same stores again, as another process would; all calls of one test lead to the same data. */
  open: () => Promise<OpenedStores>;
  /** Removes the data. */
  remove: () => Promise<void>;
};

/** @param create makes a place for data, empty, for one test */
export function storeContract(name: string, create: () => Promise<StoresUnderTest>): void {
  describe(`the stores on ${name}`, () => {
    let place: StoresUnderTest;
    let opened: OpenedStores[];
    let stores: OpenedStores;

    const open = async () => {
      const next = await place.open();
      opened.push(next);
      return next;
    };

    beforeEach(async () => {
      place = await create();
      opened = [];
      stores = await open();
    });

    afterEach(async () => {
      for (const { close } of opened) await close();
      await place.remove();
    });

    describe('keys', () => {
      const key = (id: string, members: Partial<KeyRecord> = {}): KeyRecord => ({
        id,
        name: 'Schule für Übersetzer 🎓',
        did: 'did:web:school.example',
        keyType: 'Ed25519',
        publicJwk: { kty: 'OKP', crv: 'Ed25519', x: 'AA' },
        sealedPrivate: 's1.a.b.c.d',
        status: 'active',
        createdAt: '2024-01-01T00:00:00.000Z',
        ...members,
      });

      test('are given back as they were added, in that order', async () => {
        const added = [key('z', { proof: 'jwt' }), key('a'), key('m', { did: 'did:key:z6Mk' })];
        for (const record of added) expect(await stores.keys.add(record)).toBe(true);
        expect(await stores.keys.list()).toEqual(added);
        expect(await stores.keys.list('did:web:school.example')).toEqual(added.slice(0, 2));
        expect(await stores.keys.list('did:web:other.example')).toEqual([]);
        expect(await stores.keys.get('a')).toEqual(added[1]);
        expect(await stores.keys.get('b')).toBeUndefined();
      });

      test('are not added twice', async () => {
        expect(await stores.keys.add(key('a'))).toBe(true);
        expect(await stores.keys.add(key('a', { name: 'other' }))).toBe(false);
        expect(await stores.keys.list()).toEqual([key('a')]);
      });

      test('are replaced only from the status expected', async () => {
        await stores.keys.add(key('a'));
        await stores.keys.add(key('b'));
        const retired = key('a', { status: 'retired', retiredAt: '2024-02-01T00:00:00.000Z' });
        expect(await stores.keys.replace(retired, 'active')).toBe(true);
        expect(await stores.keys.replace(key('a', { name: 'late' }), 'active')).toBe(false);
        const revoked = key('a', {
          ...retired,
          status: 'revoked',
          revokedAt: '2024-03-01T00:00:00.000Z',
          revocationReason: 'lost',
        });
        expect(await stores.keys.replace(revoked, 'retired')).toBe(true);
        expect(await stores.keys.list()).toEqual([revoked, key('b')]);
        expect(await stores.keys.replace(key('c'), 'active')).toBe(false);
      });
    });

    test('of twenty that retire or revoke a key at the same time, over two connections, exactly one does', async () => {
      const record: KeyRecord = {
        id: 'a',
        name: 'issuer',
        did: 'did:key:z6Mk',
        keyType: 'Ed25519',
        publicJwk: {},
        sealedPrivate: 's1.a.b.c.d',
        status: 'active',
        createdAt: '2024-01-01T00:00:00.000Z',
      };
      await stores.keys.add(record);
      const second = await open();
      const done = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          (i % 2 ? stores : second).keys.replace(
            { ...record, status: i % 3 ? 'retired' : 'revoked', name: `${i}` },
            'active',
          ),
        ),
      );
      const winners = done.flatMap((won, i) => (won ? [`${i}`] : []));
      expect(winners).toEqual([(await stores.keys.get('a'))?.name]);
    });

    describe('credentials', () => {
      const credential = (id: string, members: Partial<StoredCredential> = {}): StoredCredential => ({
        id,
        digest: `digest of ${id}`,
        issuer: 'did:key:z6Mk',
        createdAt: new Date('2024-01-01T12:34:56.789Z'),
        ...members,
      });
      const whole = credential('urn:uuid:1', {
        subject: 'did:key:learner',
        body: { '@context': [], name: "Zoë'; DROP TABLE keys;--", nested: { list: [1, null, true] } },
      });

      test('are given back as they were saved, bodies or not', async () => {
        await stores.credentials.save(whole);
        await stores.credentials.save(credential('urn:uuid:2'));
        expect(await stores.credentials.get('urn:uuid:1')).toEqual(whole);
        expect(await stores.credentials.get('urn:uuid:2')).toEqual(credential('urn:uuid:2'));
        expect(await stores.credentials.get('urn:uuid:3')).toBeUndefined();
      });

      test('are listed newest first, and counted', async () => {
        expect(await stores.credentials.list(10)).toEqual([]);
        expect(await stores.credentials.count()).toBe(0);
        for (const id of ['c', 'a', 'b']) await stores.credentials.save(credential(id));
        expect((await stores.credentials.list(2)).map(({ id }) => id)).toEqual(['b', 'a']);
        expect(await stores.credentials.count()).toBe(3);
      });

      test('give way to an update by the same issuer, and to nobody else', async () => {
        await stores.credentials.save(whole);
        const update = { ...whole, digest: 'later' };
        await stores.credentials.save(update, { replaces: true });
        expect(await stores.credentials.get(whole.id)).toEqual(update);
        expect(await stores.credentials.count()).toBe(1);
        const foreign = { ...whole, digest: 'theirs', issuer: 'did:example:other' };
        await expect(stores.credentials.save(foreign, { replaces: true })).rejects.toMatchObject({
          code: 'conflict',
        });
        expect(await stores.credentials.get(whole.id)).toEqual(update);
      });

      test('are deleted whole, and their id stays taken', async () => {
        const now = new Date('2024-05-01T00:00:00.000Z');
        await stores.credentials.save(whole);
        await stores.credentials.save(credential('urn:uuid:2'));
        expect(await stores.credentials.delete(whole.id, now)).toBe('deleted');
        expect(await stores.credentials.delete(whole.id, now)).toBe('gone');
        expect(await stores.credentials.delete('urn:uuid:3', now)).toBe('unknown');
        const { subject: _subject, body: _body, ...rest } = whole;
        expect(await stores.credentials.get(whole.id)).toEqual({ ...rest, digest: '', deletedAt: now });
        expect((await stores.credentials.list(10)).map(({ id }) => id)).toEqual(['urn:uuid:2']);
        expect(await stores.credentials.count()).toBe(1);
        for (const replaces of [false, true]) {
          await expect(stores.credentials.save(whole, { replaces })).rejects.toMatchObject({
            code: 'conflict',
          });
        }
      });

      test('keep their id: whoever comes second is told', async () => {
        await stores.credentials.save(whole);
        await expect(stores.credentials.save({ ...whole, digest: 'other' })).rejects.toMatchObject({
          code: 'conflict',
        });
        expect(await stores.credentials.get(whole.id)).toEqual(whole);
      });

      test('of fifty that take one id at the same time, over two connections, exactly one has it', async () => {
        const second = await open();
        const outcomes = await Promise.allSettled(
          Array.from({ length: 50 }, (_, i) =>
            (i % 2 ? stores : second).credentials.save({ ...whole, digest: `of ${i}` }),
          ),
        );
        const saved = outcomes.flatMap(({ status }, i) => (status === 'fulfilled' ? [`of ${i}`] : []));
        expect(saved).toEqual([(await stores.credentials.get(whole.id))?.digest]);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' });
        }
      });

      test('of an update and a deletion at the same time, what is deleted stays so', async () => {
        const second = await open();
        await stores.credentials.save(whole);
        await Promise.allSettled([
          ...Array.from({ length: 20 }, () => stores.credentials.save(whole, { replaces: true })),
          second.credentials.delete(whole.id, new Date(0)),
        ]);
        expect(await stores.credentials.get(whole.id)).toMatchObject({ digest: '', deletedAt: new Date(0) });
      });

      test('of many writers at the same time none is lost', async () => {
        const second = await open();
        const ids = Array.from({ length: 100 }, (_, i) => `urn:uuid:${i}`);
        await Promise.all(ids.map((id, i) => (i % 2 ? stores : second).credentials.save(credential(id))));
        const listed = await stores.credentials.list(1000);
        expect(listed.map(({ id }) => id).sort()).toEqual([...ids].sort());
      });
    });

    describe('challenges', () => {
      const now = new Date('2024-01-01T00:00:00Z');
      const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

      test('are good once', async () => {
        await stores.challenges.issue('c1', later(60));
        expect(await stores.challenges.consume('c1', now)).toBe('consumed');
        expect(await stores.challenges.consume('c1', now)).toBe('spent');
        expect(await stores.challenges.consume('c1', later(90))).toBe('spent');
        expect(await stores.challenges.consume('c2', now)).toBe('unknown');
      });

      test('end at their time', async () => {
        await stores.challenges.issue('c1', later(60));
        await stores.challenges.issue('c2', later(60));
        expect(await stores.challenges.consume('c1', later(60))).toBe('expired');
        expect(await stores.challenges.consume('c2', later(59.999))).toBe('consumed');
      });

      test('are issued once', async () => {
        await stores.challenges.issue('c1', later(60));
        await stores.challenges.consume('c1', now);
        await expect(stores.challenges.issue('c1', later(120))).rejects.toMatchObject({ code: 'conflict' });
        expect(await stores.challenges.consume('c1', now)).toBe('spent');
      });

      test('of fifty calls at the same time, over two connections, exactly one consumes', async () => {
        await stores.challenges.issue('c1', later(60));
        const second = await open();
        const outcomes = await Promise.all(
          Array.from({ length: 50 }, (_, i) => (i % 2 ? stores : second).challenges.consume('c1', now)),
        );
        expect(outcomes.filter((outcome) => outcome === 'consumed')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'spent')).toHaveLength(49);
      });

      test('long gone are forgotten', async () => {
        await stores.challenges.issue('old', later(0));
        await stores.challenges.issue('new', later(60 * 60 * 25));
        expect(await stores.challenges.consume('old', later(60 * 60 * 25))).toBe('unknown');
      });
    });

    describe('status lists', () => {
      const now = new Date('2024-01-01T00:00:00.000Z');
      const base = 'https://school.example';
      const wanted = (members: Partial<StatusWanted> = {}): StatusWanted => ({
        issuer: 'did:key:z6Mk',
        purpose: 'revocation',
        size: 1,
        ...members,
      });

      test('of 200 that ask at the same time, over two connections, each has a place of its own in one list', async () => {
        const second = await open();
        const places = await Promise.all(
          Array.from({ length: 200 }, (_, i) =>
            (i % 2 ? stores : second).status.allocate(wanted(), base, now),
          ),
        );
        expect(new Set(places.map(({ list }) => list.url)).size).toBe(1);
        const taken = new Set(places.map(({ index }) => index));
        expect(taken.size).toBe(200);
        expect([...taken].every((index) => index >= 0 && index < 131_072)).toBe(true);
        expect(
          [...taken].sort((a, b) => a - b),
          'places tell nothing of their order',
        ).not.toEqual([...taken]);
      });

      test('are apart by issuer, purpose, size and address', async () => {
        const others = [
          wanted(),
          wanted({ issuer: 'did:key:other' }),
          wanted({ purpose: 'suspension' }),
          wanted({ purpose: 'message', size: 2 }),
          wanted({ purpose: 'message' }),
          wanted({ purpose: 'message', messages: ['a', 'b'] }),
          wanted({ purpose: 'message', messages: ['b', 'a'] }),
        ];
        const places = await Promise.all(others.map((one) => stores.status.allocate(one, base, now)));
        places.push(await stores.status.allocate(wanted(), 'https://other.example', now));
        expect(new Set(places.map(({ list }) => list.id)).size).toBe(8);
        expect(places[5]?.list).toMatchObject({ messages: ['a', 'b'] });
        const again = await stores.status.allocate(wanted(), base, now);
        expect(again.list).toEqual(places[0]?.list);
        expect(again.list.url).toBe(`${base}/status-lists/${again.list.id}`);
      });

      test('a second attempt gets the place of the first; what was taken before, or for another, stays where it is', async () => {
        const take = (members: Partial<StatusWanted>, at = now) =>
          stores.status.allocate(wanted({ credentialId: 'urn:a', ...members }), base, at);
        const since = new Date(now.getTime() + 1000);
        const old = await take({});
        const first = await take({ since }, since);
        expect(first).not.toEqual(old);
        expect(await take({ since }, new Date(since.getTime() + 1000))).toEqual(first);
        for (const other of [
          { credentialId: 'urn:b' },
          { purpose: 'suspension' } as const,
          { issuer: 'did:a:b' },
        ])
          expect(await take({ since, ...other }, since)).not.toEqual(first);
        expect(await stores.status.find('urn:a')).toHaveLength(4);
      });

      test('keep every change, and the last one counts', async () => {
        const place = await stores.status.allocate(wanted({ credentialId: 'urn:a' }), base, now);
        const other = await stores.status.allocate(wanted({ credentialId: 'urn:b' }), base, now);
        const { version = -1 } = (await stores.status.getList(place.list.id)) ?? {};
        await stores.status.change(place, 1, now, 'lost');
        await stores.status.change(place, 0, now);
        await stores.status.change(other, 1, now);
        expect(await stores.status.find('urn:a')).toEqual([
          {
            ...place,
            credentialId: 'urn:a',
            status: 0,
            changes: [
              { status: 1, reason: 'lost', changedAt: now },
              { status: 0, changedAt: now },
            ],
          },
        ]);
        expect(await stores.status.get(other.list.id, other.index)).toMatchObject({ status: 1 });
        expect(await stores.status.readStatuses(place.list.id)).toEqual(new Map([[other.index, 1]]));
        expect((await stores.status.getList(place.list.id))?.version).toBeGreaterThan(version);
      });

      test('that nobody began are not there', async () => {
        expect(await stores.status.getList('none')).toBeUndefined();
        expect(await stores.status.get('none', 1)).toBeUndefined();
        expect(await stores.status.find('urn:none')).toEqual([]);
      });
    });

    test('what was saved is there for whoever opens the stores next', async () => {
      await stores.challenges.issue('c1', new Date('2024-01-02T00:00:00Z'));
      await stores.close();
      opened = [];
      const next = await open();
      expect(await next.challenges.consume('c1', new Date('2024-01-01T00:00:00Z'))).toBe('consumed');
    });
  });
}
