import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { Instant } from '../../shared/model/instant.ts';

export interface CertificateWish {
  /** Names it apart: its serial number is made of it. */
  seed: string;
  domains: readonly string[];
  notBefore: Instant;
  notAfter: Instant;
  /** An RSA key of so many bits; none: EC P-256. */
  rsaBits: number | undefined;
}

const made = new Map<string, string>();
const keys = new Map<number, Promise<CryptoKeyPair>>();

type CryptoKeyPair = Awaited<ReturnType<typeof rsa>>;

/** A self-signed certificate, made once for each wish. Its private key is thrown away with the process. */
export async function certificatePem(wish: CertificateWish): Promise<string> {
  const key = JSON.stringify(wish);
  const existing = made.get(key);
  if (existing !== undefined) return existing;
  const signing = wish.rsaBits === undefined ? EC : RSA;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: createHash('sha256').update(wish.seed).digest('hex').slice(0, 30).replace(/^./, '1'),
    name: `CN=${wish.domains[0] ?? 'sandbox'}`,
    notBefore: new Date(wish.notBefore),
    notAfter: new Date(wish.notAfter),
    keys: await keyPair(wish.rsaBits ?? 0),
    signingAlgorithm: signing,
    extensions: [
      new x509.SubjectAlternativeNameExtension(
        wish.domains.map((value) => ({ type: 'dns' as const, value })),
      ),
    ],
  });
  const pem = certificate.toString('pem');
  made.set(key, pem);
  return pem;
}

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** One pair a size serves all: what is signed with it is trusted by nobody. */
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
