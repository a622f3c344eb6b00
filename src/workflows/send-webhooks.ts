/** Telling the owners of requests what came of them: kept until it is told, tried again with ever longer pauses. */
import { BridgeError } from '../kernel/errors.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { Sender } from '../trust/create-sender.ts';
import type { Answer } from './answer-request.ts';
import { stateOf } from './describe-exchange.ts';
import type { ExchangeDeps, RequestContent } from './exchange-ports.ts';
import { createWebhookMessage, webhookBody, webhookSecretOf } from './webhook-message.ts';

/** Something to tell; nothing of what was presented is in it. */
export type WebhookTask = {
  /** Of the message. */
  id: string;
  exchangeId: string;
  event: WebhookEvent;
  happenedAt: Date;
  /** How often it was tried. */
  attempts: number;
};

export type WebhookEvent = 'request.answered' | 'request.declined';

export type WebhookStore = {
  /** Durable when it returns. */
  add(task: Omit<WebhookTask, 'attempts'>): Promise<void>;
  /**
   * What is due, the oldest first, with this attempt counted; nobody else gets it before `until`.
   * Of many calls at once each task goes to one.
   */
  take(now: Date, until: Date, limit: number): Promise<WebhookTask[]>;
  /** To be tried again then. */
  postpone(id: string, nextAt: Date): Promise<void>;
  /** It was told, or given up. */
  remove(id: string): Promise<void>;
};

export type WebhookDeps = Pick<ExchangeDeps, 'now' | 'exchanges' | 'deriveSecret'> & {
  webhooks: WebhookStore;
  send: Sender;
};

const MINUTE_MS = 60_000;
/** After each attempt that failed; then it is given up. */
const PAUSES_MINUTES = [0.1, 1, 5, 30, 120, 300, 600];
/** Whoever took a task and does not come back. */
const LEASE_MS = MINUTE_MS;
const AT_ONCE = 20;

/** Sends what is due. @returns how many were tried */
export async function sendWebhooks(deps: WebhookDeps): Promise<number> {
  const now = deps.now();
  const tasks = await deps.webhooks.take(now, new Date(now.getTime() + LEASE_MS), AT_ONCE);
  await Promise.all(tasks.map((task) => tell(deps, task)));
  return tasks.length;
}

async function tell(deps: WebhookDeps, task: WebhookTask): Promise<void> {
  const record = await deps.exchanges.get(task.exchangeId);
  const content = record?.content as unknown as RequestContent | undefined;
  // a request that was ended is forgotten; what broke off each time is not tried for ever
  const isOver = task.attempts > PAUSES_MINUTES.length + 1;
  if (isOver || record === undefined || content?.webhook === undefined) return deps.webhooks.remove(task.id);
  const answer = record.result as unknown as Answer | undefined;
  const now = deps.now();
  const body = webhookBody({
    type: task.event,
    at: task.happenedAt,
    data: {
      id: record.id,
      state: stateOf(record, now),
      verdict: answer?.verdict,
      ...(content.webhookRecords ? { records: answer?.records as unknown as Json } : {}),
    },
  });
  const secret = await webhookSecretOf(deps.deriveSecret, record.id);
  const message = createWebhookMessage(secret, task.id, now, body);
  const outcome = await deps.send(content.webhook, message).then(
    ({ status }) => ({ status }),
    (error: unknown) => {
      if (error instanceof BridgeError) return { code: error.code };
      throw error;
    },
  );
  await settle(deps, task, outcome);
}

/** A receiver that is gone for good says so (410); an address that is not called will not be called later. */
async function settle(
  deps: WebhookDeps,
  { id, exchangeId, attempts }: WebhookTask,
  outcome: { status: number } | { code: string },
): Promise<void> {
  const note = async (event: string, detail: JsonObject) => {
    await deps.webhooks.remove(id);
    await deps.exchanges.addEvent(exchangeId, { event, happenedAt: deps.now(), detail });
  };
  if ('status' in outcome && outcome.status >= 200 && outcome.status < 300)
    return note('notified', { attempts });
  const pause = PAUSES_MINUTES[attempts - 1];
  const isFinal = 'code' in outcome ? outcome.code === 'fetch-refused' : outcome.status === 410;
  if (isFinal || pause === undefined) return note('notify-failed', { attempts, ...outcome });
  await deps.webhooks.postpone(id, new Date(deps.now().getTime() + pause * MINUTE_MS));
}
