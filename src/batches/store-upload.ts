import { open } from 'node:fs/promises';
import { BridgeError } from '../kernel/errors.ts';

/**
 * Writes what comes to a file as it comes, so that no more of it is in memory than a piece.
 * @throws BridgeError `too-large`; `disk-full` where it does not fit
 */
export async function storeUpload(
  path: string,
  body: AsyncIterable<Uint8Array>,
  maxTotalBytes: number,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > maxTotalBytes)
        throw new BridgeError('too-large', `The batch has more than ${maxTotalBytes} bytes.`);
      await file.appendFile(chunk);
    }
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** @throws BridgeError `disk-full` where that is what stopped it */
export async function onDisk<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (!/^(?:ENOSPC|EDQUOT|EFBIG)$/.test(code)) throw cause;
    throw new BridgeError('disk-full', 'There is no room for the batch; nothing of it was kept.', { cause });
  }
}
