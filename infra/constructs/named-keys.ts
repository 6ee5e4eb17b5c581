import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { FunctionDeclaration, KeyAction } from '../../functions/runtime/declaration.ts';
import { constructId, NAMES } from '../names.ts';

/**
 * The KMS keys that functions declare by name; functions may share a key. HMAC codes are verified only by the stack
 * that created them, so HMAC keys are deleted with it. Signatures outlive the stack, so signing keys are retained.
 */
export class NamedKeys extends Construct {
  readonly byName: ReadonlyMap<string, kms.Key>;

  constructor(scope: Construct, id: string, functions: readonly FunctionDeclaration[]) {
    super(scope, id);
    this.byName = new Map(
      [...declaredKeys(functions)].map(([name, actions]) => [
        name,
        new kms.Key(this, constructId(name), {
          description: `SKC Watch: ${name}`,
          alias: `${NAMES.keyAlias}-${name}`,
          ...(isMac(name, actions)
            ? {
                keySpec: kms.KeySpec.HMAC_256,
                keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC,
                removalPolicy: RemovalPolicy.DESTROY,
              }
            : {
                keySpec: kms.KeySpec.ECC_NIST_P256,
                keyUsage: kms.KeyUsage.SIGN_VERIFY,
                removalPolicy: RemovalPolicy.RETAIN,
              }),
        }),
      ]),
    );
  }
}

/** Each declared key with the actions of all functions. */
function declaredKeys(functions: readonly FunctionDeclaration[]): Map<string, Set<KeyAction>> {
  const keys = new Map<string, Set<KeyAction>>();
  for (const { grants } of functions)
    for (const [name, actions] of Object.entries(grants.keys ?? {}))
      keys.set(name, new Set([...(keys.get(name) ?? []), ...actions]));
  return keys;
}

/** @throws if functions declare a key for both HMAC and signing, which KMS does not support. */
function isMac(name: string, actions: ReadonlySet<KeyAction>): boolean {
  const ofMac = [...actions].filter((action) => action.endsWith('Mac'));
  if (ofMac.length > 0 && ofMac.length < actions.size)
    throw new Error(`The key ${name} is declared both for HMAC codes and for signatures; use separate keys.`);
  return ofMac.length > 0;
}
