import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { Instant } from '../../shared/model/instant.ts';

export interface CertificateRequest {
  /** Distinguishes certificates: the serial number is derived from it. */
  seed: string;
  domains: readonly string[];
  notBefore: Instant;
  notAfter: Instant;
  /** Size of an RSA key in bits; undefined: EC P-256. */
  rsaBits: number | undefined;
}

const made = new Map<string, string>();
const keys = new Map<number, Promise<CryptoKeyPair>>();

type CryptoKeyPair = Awaited<ReturnType<typeof rsa>>;

/** A self-signed certificate, created once for each request. Its private key exists only in this process. */
export async function certificatePem(request: CertificateRequest): Promise<string> {
  const key = JSON.stringify(request);
  const existing = made.get(key);
  if (existing !== undefined) return existing;
  const signing = request.rsaBits === undefined ? EC : RSA;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: createHash('sha256').update(request.seed).digest('hex').slice(0, 30).replace(/^./, '1'),
    name: `CN=${request.domains[0] ?? 'sandbox'}`,
    notBefore: new Date(request.notBefore),
    notAfter: new Date(request.notAfter),
    keys: await keyPair(request.rsaBits ?? 0),
    signingAlgorithm: signing,
    extensions: [
      new x509.SubjectAlternativeNameExtension(
        request.domains.map((value) => ({ type: 'dns' as const, value })),
      ),
    ],
  });
  const pem = certificate.toString('pem');
  made.set(key, pem);
  return pem;
}

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** One key pair for each size is enough: nothing trusts these certificates. */
function keyPair(bits: number): Promise<CryptoKeyPair> {
  const existing = keys.get(bits);
  if (existing !== undefined) return existing;
  const making = bits === 0 ? webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']) : rsa(bits);
  keys.set(bits, making);
  return making;
}

function rsa(modulusLength: number) {
  const publicExponent = new Uint8Array([1, 0, 1]);
  return webcrypto.subtle.generateKey({ ...RSA, modulusLength, publicExponent }, true, ['sign', 'verify']);
}
