import { open, rename } from 'node:fs/promises';

/** In one step, and on the disk: whoever reads it finds the old or the new. */
export async function replaceFile(place: string, text: string): Promise<void> {
  const draft = await open(`${place}.draft`, 'w', 0o600);
  try {
    await draft.writeFile(text);
    await draft.datasync();
  } finally {
    await draft.close();
  }
  await rename(`${place}.draft`, place);
}
