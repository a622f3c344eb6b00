/** A request: what a learner is asked to present, from a template. */
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import { expiryOf } from './create-offer.ts';
import { describeExchange, type OwnedExchange } from './describe-exchange.ts';
import type { ExchangeDeps, RequestContent } from './exchange-ports.ts';
import { verifierOf } from './oid4vp/request-signer.ts';

export type RequestInput = Partial<Omit<RequestContent, 'title' | 'encryption'>> & {
  /** Whether wallets of OpenID4VP encrypt what they answer. */
  encrypted?: boolean;
  /** For people. Default: what the template asks for, in words. */
  title?: string;
  /** An instant, or seconds from now. Default: in an hour. */
  expires?: Date | number;
};

const HOUR_SECONDS = 60 * 60;

/**
 * @throws BridgeError `request-invalid` for what cannot be asked for; `issuer-unknown`, `key-unavailable` where nobody could sign it
 */
export async function createRequest(deps: ExchangeDeps, input: RequestInput): Promise<OwnedExchange> {
  const now = deps.now();
  const expiresAt = expiryOf(input.expires ?? HOUR_SECONDS, now);
  const { template = 'any-clr', issuers = [], achievementTypes = [] } = input;
  if (template === 'clr-from' && issuers.length === 0)
    throw invalid('/issuers', 'The template clr-from names the issuers.');
  if (template === 'badges' && achievementTypes.length === 0 && issuers.length === 0)
    throw invalid('/achievementTypes', 'The template badges names types of achievements, or issuers.');
  checkAddresses(input);
  const id = deps.newId();
  const content: RequestContent = {
    title: input.title ?? titleFor(template, issuers, achievementTypes),
    template,
    issuers,
    achievementTypes,
    binding: input.binding ?? 'required',
    to: input.to ?? 'native',
    ...(await clientOf(deps, input)),
    query: input.query ?? 'dcql',
    ...(input.recipient === undefined ? {} : { recipient: input.recipient }),
    ...(input.redirectUrl === undefined ? {} : { redirectUrl: input.redirectUrl }),
    ...(input.webhook === undefined ? {} : { webhook: input.webhook }),
    ...(input.webhookRecords ? { webhookRecords: true } : {}),
    ...(input.encrypted ? { encryption: await deps.responseKeys.create(id) } : {}),
    ...(input.allowUnverified ? { allowUnverified: true } : {}),
    ...(input.showResult === undefined ? {} : { showResult: input.showResult }),
  };
  const record = {
    id,
    kind: 'request' as const,
    createdAt: now,
    expiresAt,
    uses: 1,
    content: content as unknown as JsonObject,
  };
  await deps.exchanges.create(record);
  await deps.exchanges.addEvent(id, { event: 'created', happenedAt: now });
  return describeExchange(deps, { ...record, taken: 0, attempts: 0 }, await deps.exchanges.listEvents(id));
}

/** @throws BridgeError `request-invalid` for addresses that no browser or service should be sent to */
function checkAddresses({ redirectUrl, webhook, webhookRecords }: RequestInput): void {
  const schemeOf = (url: string) => (URL.canParse(url) ? new URL(url).protocol : '');
  if (
    redirectUrl !== undefined &&
    /^$|^(javascript|data|blob|file|vbscript|about):$/.test(schemeOf(redirectUrl))
  )
    throw invalid('/redirectUrl', 'A person goes on at an address of the web, or of an app.');
  if (webhook !== undefined && !/^https?:$/.test(schemeOf(webhook)))
    throw invalid('/webhook', 'A webhook is an address of the web.');
  if (webhookRecords && webhook === undefined)
    throw invalid('/webhookRecords', 'Records are told to a webhook, and none is given.');
}

/** @throws BridgeError `request-invalid`, `issuer-unknown`, `key-unavailable` */
async function clientOf(
  deps: ExchangeDeps,
  { clientId = 'redirect-uri', verifier }: RequestInput,
): Promise<Pick<RequestContent, 'clientId' | 'verifier'>> {
  if (verifier !== undefined && clientId !== 'did')
    throw invalid('/verifier', 'Only a request whose clientId is did names a verifier.');
  if (clientId === 'did') {
    const { controller } = await verifierOf(deps, verifier);
    return { clientId, verifier: controller };
  }
  if (clientId === 'x509') {
    const { certified, baseUrl, now } = deps;
    const host = new URL(baseUrl() ?? 'http://localhost').hostname;
    if (certified === undefined)
      throw invalid(
        '/clientId',
        'No certificate is configured (CLR_BRIDGE_X509_CHAIN, CLR_BRIDGE_X509_KEY).',
      );
    if (!certified.speaksFor(host, now()))
      throw invalid('/clientId', `The certificate does not name ${host}, or does not hold now.`);
  }
  return { clientId };
}

function titleFor(template: RequestContent['template'], issuers: string[], types: string[]): string {
  const from = issuers.length === 0 ? '' : ` from ${issuers.join(' or ')}`;
  if (template === 'badges') return `Badges${types.length === 0 ? '' : ` (${types.join(', ')})`}${from}`;
  return `A Comprehensive Learner Record${from}`;
}

const invalid = (pointer: string, message: string) =>
  new BridgeError('request-invalid', message, { pointer });
