/** Starting and stopping, with real connections of loopback. */
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { unhurried } from '../../src/http/limit-arrival.ts';
import { startServer } from '../../src/http/start-server.ts';
import { startClient } from './client.ts';
import { createFakeBridge, REJECTED } from './fake-bridge.ts';

function gate() {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('close', () => {
  test('lets a running request finish, and takes no new one', async () => {
    const [entered, leave] = [gate(), gate()];
    const verify = async () => {
      entered.open();
      await leave.opened;
      return REJECTED;
    };
    const client = await startClient(createFakeBridge({ verify }));
    const running = client.post('/clr/verify', { clr: {} });
    await entered.opened;
    const closed = client.server.close();
    await expect(fetch(`${client.url}/health`)).rejects.toThrow();
    leave.open();
    const answer = await running;
    expect([answer.status, answer.body.report.verdict]).toEqual([200, 'rejected']);
    await closed;
  });

  test('resolves though a request never ends', async () => {
    const entered = gate();
    const verify = async () => {
      entered.open();
      return new Promise<never>(() => {});
    };
    const client = await startClient(createFakeBridge({ verify }));
    const running = client.post('/clr/verify', { clr: {} });
    const lost = expect(running).rejects.toThrow();
    await entered.opened;
    await client.server.close();
    await lost;
  });

  test('does not wait for idle connections, nor for half a request', async () => {
    const client = await startClient(createFakeBridge());
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      request(`${client.url}/health`, { agent }, (res) => res.resume().on('end', resolve))
        .on('error', reject)
        .end();
    });
    const half = connect(Number(new URL(client.url).port), '127.0.0.1');
    const ended = new Promise((resolve) => half.on('close', resolve));
    half.on('error', () => {});
    half.write('POST /clr/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n');
    await client.get('/health');
    await client.server.close();
    await ended;
    agent.destroy();
  });

  test('can be asked for twice', async () => {
    const client = await startClient(createFakeBridge());
    await Promise.all([client.server.close(), client.server.close()]);
  });

  test('turns readiness off', async () => {
    let isReady: () => boolean = () => false;
    const server = await startServer({
      host: '127.0.0.1',
      port: 0,
      createApp: (listening) => {
        isReady = listening.isReady;
        return (_req, res) => res.end();
      },
    });
    expect(isReady()).toBe(true);
    const closed = server.close();
    expect(isReady()).toBe(false);
    await closed;
  });
});

test('a taken port is a fault of the configuration', async () => {
  const client = await startClient(createFakeBridge());
  const port = Number(new URL(client.url).port);
  const second = startServer({ host: '127.0.0.1', port, createApp: () => () => {} });
  await expect(second).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining(`:${port}`),
  });
  await client.server.close();
});

test('a body that does not come is cut off; an upload may take longer, as long as it goes on', async () => {
  const { url, close } = await startServer({
    host: '127.0.0.1',
    port: 0,
    arrivalMs: 1000,
    createApp: () => async (req, res) => {
      if (req.url !== '/upload') return;
      let size = 0;
      try {
        for await (const piece of unhurried(req, req)) size += piece.length;
        res.end(`${size} bytes`);
      } catch {
        // cut off
      }
    },
  });
  const begin = (path: string) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let told = '';
    socket.on('data', (piece) => {
      told += piece;
    });
    socket.on('error', () => {});
    const over = new Promise<string>((resolve) => socket.on('close', () => resolve(told)));
    socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n`);
    return { socket, over };
  };
  const upload = begin('/upload');
  // it goes on until two others, one after the other, were cut off: longer than either of them had
  let sent = 0;
  const going = setInterval(() => {
    sent += 1;
    upload.socket.write('x');
  }, 20);
  for (const path of ['/other', '/other']) expect(await begin(path).over).toContain('408');
  clearInterval(going);
  upload.socket.write('x'.repeat(1000 - sent));
  expect(await upload.over).toContain('1000 bytes');
  // and one that comes to a halt is cut off as well
  expect(await begin('/upload').over).toContain('408');
  await close();
});
