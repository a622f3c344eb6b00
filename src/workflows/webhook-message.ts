/** What an owner's system is told, signed as Standard Webhooks 1.0 says, so that its libraries check it. */
import { createHmac } from 'node:crypto';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { Message } from '../trust/create-sender.ts';
import type { DeriveSecret } from '../trust/derive-secret.ts';

/** `whsec_` and 32 bytes in base64: of one exchange, so that whoever is told of one can make up nothing about another. */
export async function webhookSecretOf(deriveSecret: DeriveSecret, exchangeId: string): Promise<string> {
  const halves = await Promise.all(['webhook', 'webhook-2'].map((half) => deriveSecret(half, exchangeId)));
  const bytes = Buffer.concat(halves.map((half) => Buffer.from(half, 'base64url')));
  return `whsec_${bytes.toString('base64')}`;
}

/** @param id of the message: the same each time it is tried */
export function createWebhookMessage(secret: string, id: string, at: Date, content: JsonObject): Message {
  const body = JSON.stringify(content);
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signWebhook(secret, id, timestamp, body),
    },
  };
}

/** HMAC-SHA256 over `id.timestamp.body`. */
export function signWebhook(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return `v1,${mac}`;
}

export type WebhookContent = { type: string; at: Date; data: { [name: string]: Json | undefined } };

/** The body, without what is undefined. */
export const webhookBody = ({ type, at, data }: WebhookContent): JsonObject => ({
  type,
  timestamp: at.toISOString(),
  data: JSON.parse(JSON.stringify(data)) as JsonObject,
});
