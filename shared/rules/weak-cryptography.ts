import type { Skc } from '../model/skc.ts';
import type { SkcRule } from './contract.ts';
import { nextStep } from './next-step.ts';
import { isUnread, notApplicable, passes, trueSince, unknown, unread } from './outcome.ts';

const SHORTEST_RSA = 2048;
const SHORTEST_EC = 224;
/** Symmetric and MAC keys, in the words of AWS KMS and of Cloud KMS. */
const SYMMETRIC = /^(SYMMETRIC_|HMAC_|AES_|GOOGLE_SYMMETRIC_|EXTERNAL_SYMMETRIC_)/;

/**
 * RSA below 2048 bits, elliptic curves below 224, or a leaf certificate signed with MD5 or SHA-1. RSA-2048 passes. An
 * algorithm that is not recognised is `unknown`, never `passes`. The signature of a type whose cloud does not give it is
 * not judged, which the docs say once; where it exists and could not be read, the verdict is `unknown`.
 */
export const weakCryptography: SkcRule = {
  id: 'weak-cryptography',
  subject: 'skc',
  judgesLifetime: true,
  title: 'Weak cryptography',
  wording: { states: 'has weak cryptography' },
  about:
    'RSA below 2048 bits, an elliptic curve below 224, or a signature with MD5 or SHA-1: it can be forged, and modern clients refuse it.',
  judge(skc, context) {
    if (skc.kind === 'secret')
      return notApplicable('This rule applies to certificates and asymmetric keys only.');
    if (context.source.traits.algorithm === 'not-given')
      return notApplicable('Its cloud does not give the algorithm of this type.');
    const hidden = unread(skc, ['keyAlgorithm']);
    if (hidden !== undefined) return hidden;
    const algorithm = skc.keyAlgorithm;
    if (algorithm === undefined)
      return skc.kind === 'key'
        ? notApplicable('It has no algorithm.')
        : unknown(['keyAlgorithm'], 'Its algorithm is not given.');
    if (skc.kind === 'key' && SYMMETRIC.test(algorithm))
      return notApplicable('This rule applies to certificates and asymmetric keys only.');
    const strength = strengthOf(algorithm);
    if (strength === 'unknown') return unknown(['keyAlgorithm'], 'This rule does not know its algorithm.');
    const signature = weakSignature(skc);
    if (strength === 'strong' && signature === undefined)
      return unread(skc, ['signatureAlgorithm']) ?? passes(['keyAlgorithm', 'signatureAlgorithm']);
    return {
      verdict: 'fails',
      severity: 'medium',
      ...trueSince(skc, context),
      because:
        strength === 'weak' ? `Its key is ${printable(algorithm)}.` : `It is signed with ${signature}.`,
      action: nextStep('weak-cryptography', skc, context),
      restsOn: strength === 'weak' ? ['keyAlgorithm'] : ['signatureAlgorithm'],
    };
  },
};

/**
 * Reads ACM's names (`RSA_2048`, `EC_prime256v1`), those of AWS KMS (`ECC_NIST_P256`, `ECC_SECG_P256K1`,
 * `ECC_NIST_EDWARDS25519`, `ML_DSA_65`) and of Cloud KMS (`RSA_SIGN_PSS_2048_SHA256`, `EC_SIGN_P256_SHA256`,
 * `EC_SIGN_ED25519`, `PQ_SIGN_ML_DSA_65`, `ML_KEM_768`).
 */
function strengthOf(algorithm: string): 'strong' | 'weak' | 'unknown' {
  if (STRONG.some((form) => form.test(algorithm))) return 'strong';
  const rsa = /^RSA[_-](?:(?:SIGN_PSS|SIGN_PKCS1|SIGN_RAW_PKCS1|DECRYPT_OAEP)_)?(\d{3,5})(?:_SHA\d+)?$/.exec(
    algorithm,
  );
  if (rsa) return Number(rsa[1]) < SHORTEST_RSA ? 'weak' : 'strong';
  const curve = /^ECC?[_-].*?(\d{3,5})/.exec(algorithm);
  if (curve) return Number(curve[1]) < SHORTEST_EC ? 'weak' : 'strong';
  return 'unknown';
}

/** Algorithms whose every parameter set is strong, by name and not by a number in it. */
const STRONG = [
  /^(ECC_NIST_|EC_SIGN_)?(ED|EDWARDS)(25519|448)$/i,
  /^X(25519|448)$/i,
  // FIPS 203, 204 and 205, and a combination of X25519 with ML-KEM.
  /^(PQ_SIGN_)?ML_DSA_(44|65|87)(_EXTERNAL_MU)?$/,
  /^(PQ_SIGN_)?(HASH_)?SLH_DSA_/,
  /^ML_KEM_(512|768|1024)$/,
  /^KEM_XWING$/,
  /^SM2$/,
];

/**
 * The hash of a certificate's signature, in the words of any cloud or library: `SHA1WITHRSA`, `ecdsa-with-SHA1`,
 * `sha1WithRSAEncryption`, `RSA-MD5`.
 */
function weakSignature(skc: Skc): string | undefined {
  const { signatureAlgorithm } = skc;
  if (signatureAlgorithm === undefined || isUnread(skc, 'signatureAlgorithm')) return undefined;
  if (/md-?[245](?!\d)/i.test(signatureAlgorithm)) return 'MD5';
  return /sha-?1(?!\d)/i.test(signatureAlgorithm) ? 'SHA-1' : undefined;
}

function printable(algorithm: string): string {
  return algorithm.replaceAll(/[^\w.-]/g, '').slice(0, 40);
}
