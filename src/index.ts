/**
 * The library: the same use cases as the command line and HTTP, without a store. Everything with an effect -
 * clock, ids, network, keys - is handed in.
 */

export type { Source } from './credentials/source-evidence.ts';
export { createStatusList, type StatusListContent } from './credentials/status-list.ts';
export { type Content, listContents } from './credentials/unwrap.ts';
export { type BakeOptions, bake } from './images/bake.ts';
export type { ImageFormat } from './images/image-format.ts';
export type { BakeableKind, BakedKind } from './images/markers.ts';
export { type Unbaked, unbake } from './images/unbake.ts';
export type { WrapProfile } from './kernel/contract.ts';
export { BridgeError } from './kernel/errors.ts';
export { FINDINGS, type Finding, type FindingCode } from './kernel/findings.ts';
export { type Json, type JsonObject, type ParsedJson, parseJson } from './kernel/json.ts';
export { type ErrorCode, PROBLEMS } from './kernel/problems.ts';
export type { NodeReport, NodeState, Report, Verdict } from './kernel/report.ts';
export type { VcVersion } from './kernel/vc-version.ts';
export {
  compare,
  convert,
  createSigner,
  curate,
  disclose,
  type Effects,
  importSigner,
  join,
  sign,
  split,
  unwrap,
  verify,
  wrap,
} from './library.ts';
export { createContextLoader, type LoadDocument, readContextsFolder } from './proofs/contexts.ts';
export type { DidDocument, KeyType, ResolveDid, Signer, VerificationMethod } from './proofs/ports.ts';
export type { ProofName } from './proofs/suites.ts';
export { clr1JsonSchema } from './records/json-schema-clr1.ts';
export { clr2JsonSchema } from './records/json-schema-clr2.ts';
export { type Outline, type OutlineNode, outline } from './records/outline.ts';
export { isNativeRecord, type NativeRecord, type ParsedRecord, parseRecord } from './records/parse-record.ts';
export type {
  Achievement,
  Assertion,
  Clr,
  ClrSet,
  CryptographicKeyDocument,
  Endorsement,
  Profile,
  RevocationList,
  Verification,
} from './records/types-clr1.ts';
export { type ValidationPolicy, validateRecord } from './records/validate-record.ts';
export { createFetcher, type FetcherOptions } from './trust/create-fetcher.ts';
export type { Fetched, Fetcher, FetchOptions } from './trust/fetcher.ts';
export { createDidResolver } from './trust/resolve-did.ts';
export type { StatusWishes } from './workflows/add-status.ts';
export type { Comparison } from './workflows/compare-records.ts';
export type { Converted, ConvertInput } from './workflows/convert-record.ts';
export type { Curated } from './workflows/curate-record.ts';
export type { DisclosedCredential, DiscloseInput } from './workflows/disclose-credential.ts';
export type { Joined, JoinInput } from './workflows/join-credentials.ts';
export type { Asked, StatusPlace, StatusWanted } from './workflows/ports.ts';
export type { Secured } from './workflows/secure-credential.ts';
export type { Signed } from './workflows/sign-record.ts';
export type { Split, SplitInput } from './workflows/split-record.ts';
export type { UnwrapOptions, Unwrapped, UnwrappedRecord } from './workflows/unwrap-records.ts';
export type { WrapInput, Wrapped } from './workflows/wrap-record.ts';
