/** Status lists are credentials: each is verified like one before a bit of it is believed. */
import { checkValidity } from '../credentials/checks.ts';
import { openEnvelope } from '../credentials/envelope.ts';
import { idOf, proofsOf } from '../credentials/schema-vc.ts';
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, type FindingCode, finding } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { checkEnvelope } from './check-envelope.ts';
import { checkIssuer } from './check-issuer.ts';
import { type CheckedProof, checkProof, type ProofDeps } from './check-proof.ts';
import type { StatusListKind } from './decode-status-list.ts';
import { parseStatusList, type StatusListParts } from './parse-status-list.ts';

/** A list that may be believed. */
export type StatusList = StatusListParts & { issuer: string };

/** Why a list may not be believed; `findings` are those of the list's own verification. */
export type StatusListFault = { code: FindingCode; message: string; findings: Finding[] };

export type ReadStatusList = (url: string, kind: StatusListKind) => Promise<StatusList | StatusListFault>;

export const isListFault = (list: StatusList | StatusListFault): list is StatusListFault => 'code' in list;

/** More proofs than this on a list is an attack on the verifier. */
const MAX_PROOFS = 10;

type Document = { credential: JsonObject; check: () => Promise<CheckedProof[]> };

type ListDeps = ProofDeps & {
  /** A list of this service, which needs no request. */
  ownStatusList?: (url: string) => Promise<Json | undefined>;
  /** Lists of this service that were verified before, for as long as the very same document is handed out. */
  checkedLists?: CheckedLists;
};

/** By the document of the list, so that one that changed or was signed anew is another. */
export type CheckedLists = WeakMap<JsonObject, Map<StatusListKind, StatusList>>;

/** Makes a reader with a memory of its own: of many credentials on one list, the list is verified once. */
export function createStatusListReader(deps: ListDeps): ReadStatusList {
  const known = new Map<string, Promise<StatusList | StatusListFault>>();
  return (url, kind) => {
    const key = `${kind} ${url}`;
    const list = known.get(key) ?? readList(deps, url, kind);
    known.set(key, list);
    return list;
  };
}

const fault = (code: FindingCode, message: string, findings: Finding[] = []): StatusListFault => ({
  code,
  message,
  findings,
});

async function readList(
  deps: ListDeps,
  url: string,
  kind: StatusListKind,
): Promise<StatusList | StatusListFault> {
  const own = await deps.ownStatusList?.(url);
  const before = isObject(own) ? deps.checkedLists?.get(own)?.get(kind) : undefined;
  if (before !== undefined) return before;
  const reading = own === undefined ? await deps.read(url) : ({ kind: 'json', value: own } as const);
  if (reading.kind === 'gone') return fault('status-unchecked', `The status list ${url} was taken away.`);
  if (reading.kind === 'unread') return fault('status-unchecked', reading.reason);
  const document = openList(deps, reading.kind === 'json' ? reading.value : reading.text.trim());
  const invalid = (what: string) =>
    fault('status-list-invalid', `What stands at ${url} is not the list it should be: ${what}.`);
  if (document === undefined) return invalid('it is no credential');
  const { credential } = document;
  const issuer = idOf(credential['issuer']);
  if (issuer === undefined) return invalid('nobody is named as its issuer');
  const id = credential['id'];
  // a list that says it is another one was put here by somebody else, or by mistake
  if (id !== undefined && id !== url) return invalid(`it says that it is ${JSON.stringify(id)}`);

  const findings = await verify(deps, document, issuer);
  const open = findings.filter(({ severity, result }) => severity === 'error' && result !== 'pass');
  const unsigned = open.filter(({ check }) => check !== 'validity');
  if (unsigned.length > 0) {
    const causes = unsigned.map(({ message }) => message).join(' ');
    return fault('status-list-unverified', `The status list ${url} could not be verified: ${causes}`, open);
  }
  if (open.length > 0) {
    const causes = open.map(({ message }) => message).join(' ');
    return fault('status-list-expired', `The status list ${url} is not valid now: ${causes}`, open);
  }

  const content = parseStatusList(credential, kind);
  if (typeof content === 'string') return invalid(content);
  const list = { issuer, ...content };
  if (isObject(own) && deps.checkedLists !== undefined) {
    const kinds = deps.checkedLists.get(own) ?? new Map<StatusListKind, StatusList>();
    deps.checkedLists.set(own, kinds.set(kind, list));
  }
  return list;
}

/** A credential with embedded proofs, or a compact JWS around one. */
function openList(deps: ProofDeps, value: Json): Document | undefined {
  if (isObject(value)) return { credential: value, check: () => checkProofs(deps, value) };
  if (typeof value !== 'string') return undefined;
  try {
    const envelope = openEnvelope(value, '');
    if (envelope.kind !== 'vc') return undefined;
    return { credential: envelope.content, check: async () => [await checkEnvelope(deps, envelope, '')] };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return undefined;
  }
}

function checkProofs(deps: ProofDeps, credential: JsonObject): Promise<CheckedProof[]> {
  const proofs = proofsOf(credential);
  return Promise.all(
    proofs
      .slice(0, MAX_PROOFS)
      .map((proof) => checkProof(deps, credential, proof, 'assertionMethod', '', '/proof')),
  );
}

/** Proofs, issuer and validity. The status of a list is not asked: lists would lead to lists. */
async function verify(deps: ProofDeps, { credential, check }: Document, issuer: string): Promise<Finding[]> {
  const proofs = await check();
  const signers = proofs.flatMap(({ signer }) => (signer === undefined ? [] : [signer]));
  const byIssuer = await Promise.all(signers.map((signer) => checkIssuer(deps, issuer, signer, '/issuer')));
  return [
    ...(proofs.length === 0 ? [finding('proof-missing', '')] : []),
    ...proofs.flatMap(({ findings }) => findings),
    ...byIssuer.flat(),
    ...checkValidity(credential, deps.now(), ''),
  ];
}
