/** The workflows of this service in the words of VCALM 1.0: one for each way that an exchange of VC-API can go. */
import { BridgeError } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { stateOf } from '../describe-exchange.ts';
import type { ExchangeDeps, ExchangeKind, ExchangeRecord } from '../exchange-ports.ts';
import { DID_AUTHENTICATION } from './presentation-request.ts';

type Workflow = { kind: ExchangeKind; initialStep: string; steps: Record<string, JsonObject> };

const ISSUE = { issueRequests: [] };

/** `claim`: the wallet proves a DID, then gets what is offered. `claim-unbound`: it gets it. `present`: it presents. */
const WORKFLOWS = {
  claim: {
    kind: 'offer',
    initialStep: 'prove',
    steps: {
      prove: {
        createChallenge: true,
        verifiablePresentationRequest: { query: [DID_AUTHENTICATION] },
        nextStep: 'issue',
      },
      issue: ISSUE,
    },
  },
  'claim-unbound': { kind: 'offer', initialStep: 'issue', steps: { issue: ISSUE } },
  present: { kind: 'request', initialStep: 'present', steps: { present: { createChallenge: true } } },
} as const satisfies Record<string, Workflow>;

export type WorkflowName = keyof typeof WORKFLOWS;

/** @throws BridgeError `not-found` */
export function parseWorkflow(name: string): WorkflowName {
  if (Object.hasOwn(WORKFLOWS, name)) return name as WorkflowName;
  throw new BridgeError('not-found', `The workflows are ${Object.keys(WORKFLOWS).join(', ')}.`);
}

/** As "Get Workflow Configuration" answers it. What is issued, and what is asked, each exchange brings itself. */
export function describeWorkflow(name: WorkflowName): JsonObject {
  const { initialStep, steps } = WORKFLOWS[name];
  return { id: name, initialStep, steps };
}

const STATES = {
  created: 'pending',
  opened: 'active',
  claimed: 'complete',
  answered: 'complete',
  expired: 'invalid',
  cancelled: 'invalid',
} as const;

/**
 * As "Get Exchange State" answers it, without the variables: whoever has the link may ask.
 *
 * @throws BridgeError `not-found` where the exchange is not of this workflow
 */
export async function describeState(
  deps: ExchangeDeps,
  workflow: WorkflowName,
  code: string,
  record: ExchangeRecord,
): Promise<JsonObject> {
  const { kind, initialStep } = WORKFLOWS[workflow];
  if (record.kind !== kind) throw new BridgeError('not-found', `This is no exchange of ${workflow}.`);
  const state = STATES[stateOf(record, deps.now())];
  const { length } = await deps.exchanges.listEvents(record.id);
  return {
    id: code,
    // the first event is its creation
    sequence: length - 1,
    expires: record.expiresAt.toISOString(),
    state,
    ...(state === 'pending' || state === 'active' ? { step: initialStep } : {}),
  };
}
