/** A key that a certificate speaks for: how a service names itself to wallets that trust certificates. */
import { type KeyObject, X509Certificate } from 'node:crypto';
import { BridgeError, textOf } from '../kernel/errors.ts';
import type { Signer } from '../proofs/ports.ts';
import { createLocalSigner } from './local-signer.ts';
import { parsePrivateKey } from './private-key.ts';

export type CertifiedSigner = {
  signer: Signer;
  /** Certificates as DER in base64, the key's own first: `x5c` (RFC 7515, section 4.1.6). */
  chain: string[];
  /** Whether the certificate names this host, and holds at this instant. */
  speaksFor(host: string, at: Date): boolean;
};

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * @param chain certificates in PEM, the key's own first
 * @param key private, in PEM
 * @throws BridgeError `config-invalid` where they cannot be read, or do not belong together
 */
export function createCertifiedSigner(chain: string, key: string): CertifiedSigner {
  const invalid = (why: string) =>
    new BridgeError('config-invalid', `CLR_BRIDGE_X509_CHAIN and CLR_BRIDGE_X509_KEY: ${why}`);
  let certificates: X509Certificate[];
  let privateKey: ReturnType<typeof parsePrivateKey>;
  try {
    certificates = (chain.match(CERTIFICATE) ?? []).map((pem) => new X509Certificate(pem));
    privateKey = parsePrivateKey(key);
  } catch (error) {
    throw invalid(textOf(error));
  }
  const [leaf] = certificates;
  if (leaf === undefined) throw invalid('there is no certificate in PEM.');
  if (!('asymmetricKeyType' in privateKey) || !leaf.checkPrivateKey(privateKey as KeyObject))
    throw invalid('the first certificate is not of this key.');
  return {
    signer: createLocalSigner('x509:#key', privateKey),
    chain: certificates.map(({ raw }) => raw.toString('base64')),
    speaksFor: (host, at) =>
      leaf.checkHost(host, { subject: 'never', wildcards: false }) !== undefined &&
      new Date(leaf.validFrom) <= at &&
      at < new Date(leaf.validTo),
  };
}
