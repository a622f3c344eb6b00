/** The tables; `migrate.ts` makes them. Dates are ISO 8601 text in UTC with milliseconds, so they sort as text. */
import type { Generated } from 'kysely';

export type Schema = {
  keys: {
    /** Order of arrival; dates may be equal. */
    seq: Generated<number>;
    id: string;
    did: string;
    name: string;
    key_type: string;
    /** JSON. */
    public_jwk: string;
    /** Null where its owner keeps it for no proof in particular. */
    proof: string | null;
    sealed_private: string;
    status: string;
    created_at: string;
    retired_at: string | null;
    revoked_at: string | null;
    revocation_reason: string | null;
  };
  credentials: {
    seq: Generated<number>;
    id: string;
    digest: string;
    issuer: string;
    subject: string | null;
    created_at: string;
    /** JSON; null where bodies are not kept. */
    body: string | null;
    /** Null unless it was deleted; the id stays taken. */
    deleted_at: string | null;
  };
  /** Presentations that were signed here, of those that have an id. */
  presentations: {
    seq: Generated<number>;
    id: string;
    holder: string;
    created_at: string;
    /** JSON; null once it was deleted. */
    body: string | null;
    deleted_at: string | null;
  };
  challenges: {
    challenge: string;
    expires_at: string;
    spent_at: string | null;
  };
  status_lists: {
    id: string;
    issuer: string;
    purpose: string;
    /** Bits of an entry. */
    size: number;
    /** JSON: what each status means; null where that needs no words. */
    messages: string | null;
    /** Address of the service when the list was begun. */
    base: string;
    /** Of the lists of one issuer, purpose, size and base: 1, 2, ... */
    ordinal: number;
    /** About how many places are taken; the entries know exactly. */
    taken: number;
    created_at: string;
  };
  /** A row for each place that was ever taken; rows are never removed. */
  status_entries: {
    list_id: string;
    place: number;
    credential_id: string | null;
    allocated_at: string;
  };
  /** What was said of an entry, and when: the last row is its status, and all of them its history. */
  status_changes: {
    seq: Generated<number>;
    list_id: string;
    place: number;
    status: number;
    reason: string | null;
    changed_at: string;
  };
  /** What wallets are offered, and asked for. */
  exchanges: {
    seq: Generated<number>;
    id: string;
    /** offer or request. */
    kind: string;
    created_at: string;
    expires_at: string;
    opened_at: string | null;
    finished_at: string | null;
    cancelled_at: string | null;
    /** How many wallets may take it, and how many have. */
    uses: number;
    taken: number;
    /** Answers that were refused. */
    attempts: number;
    /** JSON: what is offered or asked; null once it is of no use any more. */
    content: string | null;
    /** JSON: what came of it. */
    result: string | null;
  };
  /** What happened in an exchange, for its owner. */
  exchange_events: {
    seq: Generated<number>;
    exchange_id: string;
    event: string;
    happened_at: string;
    /** JSON. */
    detail: string | null;
  };
  /** Secrets of exchanges that are good once or for a while. */
  tickets: {
    /** Of the secret; the secret itself is not kept. */
    digest: string;
    kind: string;
    exchange_id: string;
    /** JSON. */
    detail: string | null;
    expires_at: string;
    spent_at: string | null;
  };
  /** What owners of requests are still to be told. */
  webhooks: {
    id: string;
    exchange_id: string;
    event: string;
    happened_at: string;
    attempts: number;
    next_at: string;
  };
  /** Steps of authorizations by OAuth that are not over, for instance codes. */
  oauth_states: {
    kind: string;
    /** Of its id, which is a secret and not kept. */
    digest: string;
    /** JSON under the seal of the installation. */
    sealed: string;
    /** Of the id of the grant that it belongs to. */
    grant_digest: string | null;
    expires_at: string;
    spent_at: string | null;
  };
  /** One row: a text under the seal of the secret that this database is used with. */
  secret_checks: {
    id: string;
    sealed: string;
    created_at: string;
  };
};
