/** The service itself, as wallets meet it: at an https address, behind something that ends TLS. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../../src/compose.ts';
import { parseConfig } from '../../src/config.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { ExchangeLinks } from '../../src/workflows/exchange-links.ts';
import { serveOrigin } from './loopback.ts';

const ORIGIN = 'https://bridge.example';

/** What the owner of an offer or a request is told. */
type Owned = { id: string; links: ExchangeLinks; txCode?: string };

export type Bridge = Awaited<ReturnType<typeof startBridge>>;

export async function startBridge() {
  const folder = mkdtempSync(join(tmpdir(), 'clr-bridge-wallets-'));
  const { bridge, serve, close } = await compose(
    parseConfig({
      PORT: '0',
      CLR_BRIDGE_DATA: folder,
      CLR_BRIDGE_BASE_URL: ORIGIN,
      CLR_BRIDGE_LOG_LEVEL: 'silent',
    }),
  );
  await bridge.keys.create();
  // requests are signed by it: wallets that read no Multikey take a key out of the DID itself
  const { did: verifier } = await bridge.keys.create({ did: 'jwk', keyType: 'P-256' });
  const server = await serve();
  serveOrigin(ORIGIN, server.url);

  async function post<T>(path: string, body: object): Promise<T> {
    const response = await fetch(`${ORIGIN}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  return {
    verifier,
    post,
    get: async <T>(path: string) => (await (await fetch(`${ORIGIN}${path}`)).json()) as T,
    offer: (given: JsonObject) => post<Owned>('/offers', given),
    request: (given: JsonObject) => post<Owned>('/requests', given),
    async close() {
      await server.close();
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
