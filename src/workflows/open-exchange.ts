import type { ExchangeDeps } from './exchange-ports.ts';

/** Notes that a wallet or a person looked at an exchange for the first time. It spends nothing. */
export async function openExchange(
  { exchanges, now }: Pick<ExchangeDeps, 'exchanges' | 'now'>,
  id: string,
): Promise<void> {
  const happenedAt = now();
  if (await exchanges.open(id, happenedAt)) await exchanges.addEvent(id, { event: 'opened', happenedAt });
}
