/** The first key: whoever starts with an empty data directory gets an issuer, and is told. */
import type { Bridge } from '../workflows/bridge.ts';
import type { Notes } from './notes.ts';

/** Makes a did:key issuer where no key is held and none was asked for. */
export async function ensureIssuer(bridge: Bridge, asked: string | undefined, notes: Notes): Promise<void> {
  if (asked !== undefined || (await bridge.keys.list()).length > 0) return;
  const { did } = await bridge.keys.create();
  notes.notice(`An issuer key was made: ${did}`);
}
