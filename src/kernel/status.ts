/** What issuers say of credentials after they were issued (Bitstring Status List 1.0, section 2). */

/**
 * revocation: ended for good. suspension: for the time being. message: something else, in words of the issuer's.
 * refresh: a newer form can be had.
 */
export const STATUS_PURPOSES = ['revocation', 'suspension', 'message', 'refresh'] as const;
export type StatusPurpose = (typeof STATUS_PURPOSES)[number];

/** Entries of a list; in a shorter one a credential could be told by its place (section 6.1, herd privacy). */
export const LEAST_ENTRIES = 131_072;

/** More bits than this for one entry is no list of statuses. */
export const MAX_STATUS_SIZE = 16;
