/** The libraries to measure beside ours; those of bench/package.json only where they are installed. */
import { createDigitalBazaar } from './peers/digital-bazaar.ts';
import type { Peers } from './rows.ts';

/** @returns the peers, and a line for each that could not be had */
export async function createPeers(): Promise<{ peers: Peers; missing: string[] }> {
  const peers: Peers = { digitalbazaar: await createDigitalBazaar() };
  const missing: string[] = [];
  const attempt = async (name: string, create: () => Promise<void>) => {
    try {
      await create();
    } catch (error) {
      const [line] = String(error).split('\n');
      missing.push(`${name}: ${line}`);
    }
  };
  await attempt('@digitalcredentials/vc', async () => {
    const { createDigitalCredentials } = await import('./peers/digital-credentials.ts');
    peers.digitalcredentials = await createDigitalCredentials();
  });
  await attempt('@spruceid/didkit-wasm-node', async () => {
    const { createDidkit } = await import('./peers/didkit.ts');
    peers.didkit = await createDidkit();
  });
  return { peers, missing };
}
