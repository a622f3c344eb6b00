/** The other tests mean something only if no wallet reaches what is not on this machine. */
import { Socket } from 'node:net';
import { expect, test } from 'vitest';

test('a fetch of anything else is refused, and so is a socket below it', async () => {
  await expect(fetch('https://registry.example/list.json')).rejects.toThrow('not on this machine');
  for (const connect of [
    () => new Socket().connect({ host: '192.0.2.1', port: 443 }),
    () => new Socket().connect(443, '192.0.2.1'),
  ])
    expect(connect).toThrow('192.0.2.1 is not on this machine');
});

test('contexts of 1EdTech are answered from files', async () => {
  const response = await fetch('https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json');
  expect(Object.keys((await response.json()) as object)).toEqual(['@context']);
});
