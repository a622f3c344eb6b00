/** What Bitstring Status List 1.0 asks of an issuer and a verifier, in our words. */
import type { Specification } from './statements.ts';

const both = 'issuer, verifier';

export const BITSTRING = {
  title: 'Bitstring Status List 1.0',
  url: 'https://www.w3.org/TR/vc-bitstring-status-list/',
  test: 'bitstring.test.ts',
  statements: {
    'other-issuer': {
      clause: '2.2, 3.2',
      role: 'verifier',
      says: 'The issuer of a list may be another than that of the credential.',
      unmet:
        'The specification leaves to the verifier whom to trust, and nothing in a credential says who else may revoke it: the status is `unknown` then, with `status-list-issuer`.',
    },
    'any-size': {
      clause: '2.1',
      role: 'verifier',
      says: 'An entry has any number of bits, and a list any length.',
      unmet:
        'More than 16 bits for an entry are refused, and a list that expands beyond 16 MiB (128 million entries) is `unknown`: a small document must not fill the memory of its reader.',
    },
    entry: {
      clause: '2.1',
      role: 'issuer',
      says: 'Entries stand in a credential that conforms to the data model, which verifies.',
    },
    'entry-id': { clause: '2.1', role: both, says: 'The id of an entry is not the URL of its list.' },
    'entry-type': {
      clause: '2.1',
      role: both,
      says: 'The type is BitstringStatusListEntry; what is of another type is not taken for one.',
    },
    'entry-purpose': {
      clause: '2.1',
      role: both,
      says: 'statusPurpose is a string; revocation, suspension, refresh and message have their meaning.',
    },
    final: {
      clause: '2.1',
      role: 'issuer',
      says: 'A revocation and a refresh cannot be taken back; a suspension can.',
    },
    'entry-index': {
      clause: '2.1',
      role: both,
      says: 'statusListIndex is a whole number of any size, 0 or more, as a string in base 10.',
    },
    'entry-list': {
      clause: '2.1',
      role: both,
      says: 'statusListCredential is the URL of a credential of type BitstringStatusListCredential.',
    },
    'entry-size': {
      clause: '2.1',
      role: both,
      says: 'statusSize is 1 where it is absent, and else a whole number greater than 0.',
    },
    'entry-messages': {
      clause: '2.1',
      role: both,
      says: 'statusMessage has a status and a message for each value, and is there where statusSize is above 1; without it one bit is unset or set.',
    },
    'entry-reference': {
      clause: '2.1',
      role: both,
      says: 'statusReference is a URL or an array of URLs.',
    },
    list: {
      clause: '2.2, 3.1',
      role: 'issuer',
      says: 'A list is a signed credential that conforms to the data model, at the address that its entries name.',
    },
    'list-type': {
      clause: '2.2',
      role: both,
      says: 'The types of the list and its subject are BitstringStatusListCredential and BitstringStatusList.',
    },
    'list-purpose': {
      clause: '2.2',
      role: both,
      says: 'The statusPurpose of a list is one string or several.',
    },
    'list-messages': {
      clause: '2.2',
      role: both,
      says: 'A list of messages has statusSize, and its messages in statusMessages.',
    },
    'list-encoded': {
      clause: '2.2, 3.3, 3.4',
      role: both,
      says: 'encodedList is the gzipped bitstring in base64url, unpadded, with the multibase prefix u.',
    },
    'list-bits': {
      clause: '2.2, 3.3',
      role: both,
      says: 'The bitstring has at least 16 KB, all 0 but what is set; entry 0 is at its left, entry n at n times statusSize.',
    },
    malformed: {
      clause: '3',
      role: both,
      says: 'A member that breaks a rule of section 2 gives MALFORMED_VALUE_ERROR.',
    },
    retrieval: {
      clause: '3.2',
      role: 'verifier',
      says: 'A list that cannot be read gives STATUS_RETRIEVAL_ERROR.',
    },
    proofs: {
      clause: '3.2',
      role: 'verifier',
      says: 'A proof of the list that does not verify gives STATUS_VERIFICATION_ERROR.',
    },
    purpose: {
      clause: '3.2',
      role: 'verifier',
      says: 'The purpose of the entry is among those of the list, or STATUS_VERIFICATION_ERROR is given.',
    },
    length: {
      clause: '3.2',
      role: 'verifier',
      says: 'Fewer than 131,072 entries of the given size give STATUS_LIST_LENGTH_ERROR.',
    },
    range: { clause: '3.2', role: 'verifier', says: 'An index outside of the list gives RANGE_ERROR.' },
    result: {
      clause: '3.2',
      role: 'verifier',
      says: 'What is found has the status, the purpose, and the message for it.',
    },
    timestamp: {
      clause: '3.2',
      role: 'issuer',
      says: 'A list as it was at a timestamp is not offered: the answer is STATUS_RETRIEVAL_ERROR.',
    },
    problems: {
      clause: '3.5',
      role: 'verifier',
      says: 'The types of problems begin with https://www.w3.org/ns/credentials/status-list#.',
    },
    context: {
      clause: '5.2',
      role: both,
      says: 'The context of the specification is held, and never fetched.',
    },
  },
} as const satisfies Specification;
