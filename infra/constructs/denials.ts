import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { arn } from '../names.ts';
import { endpointOf, type Grant } from './function-grants.ts';

const CONTEXT = 'kms:EncryptionContext:aws:lambda:FunctionArn';

/**
 * Denies everything that a role is not granted, whatever policies are added later. It is complete by construction,
 * unlike a list of forbidden actions. Actions that use a key are also denied on every key that is not granted.
 * @param functionName The role's function. Lambda decrypts the function's environment variables as this role, with
 * a key of its own and the function's ARN as encryption context (Lambda guide, "Securing environment variables").
 * Only that use is exempt, and only for this function.
 */
export function denials(grants: readonly Grant[], functionName?: string): iam.PolicyStatement[] {
  const granted = grants.flatMap(({ actions }) => actions);
  const environment = functionName === undefined ? [] : [DECRYPT];
  return [
    deny({
      sid: 'NothingElse',
      notActions: sorted([...granted, ...environment, IDENTITY]),
      resources: ['*'],
    }),
    ...keyDenials(grants, functionName),
  ];
}

/** Needs no permission, and works even if a policy denies it (STS API reference). */
const IDENTITY = 'sts:GetCallerIdentity';
const DECRYPT = 'kms:Decrypt';

function keyDenials(grants: readonly Grant[], functionName: string | undefined): iam.PolicyStatement[] {
  const ofKeys = grants.filter(({ usesKey }) => usesKey === true);
  // Functions that read their own account read the metadata of all keys.
  const everywhere = new Set(
    grants.filter(({ usesKey }) => usesKey !== true).flatMap(({ actions }) => actions),
  );
  const uses = new Set(ofKeys.flatMap(({ actions }) => actions).filter((action) => !everywhere.has(action)));
  const keys = [...new Set(ofKeys.flatMap(({ resources }) => resources))];
  const notTheKeys = keys.length === 0 ? { resources: ['*'] } : { notResources: keys };
  const elsewhere = sorted([...uses]).filter((action) => action !== DECRYPT);
  return [
    ...(elsewhere.length === 0 ? [] : [deny({ sid: 'NoOtherKey', actions: elsewhere, ...notTheKeys })]),
    ...(functionName === undefined
      ? uses.has(DECRYPT)
        ? [deny({ sid: 'NoOtherKeyDecrypts', actions: [DECRYPT], ...notTheKeys })]
        : []
      : [
          deny({
            sid: 'OnlyOwnEnvironment',
            actions: [DECRYPT],
            ...notTheKeys,
            conditions: { StringNotEquals: { [CONTEXT]: functionArn(functionName) } },
          }),
        ]),
    ...keys.flatMap((key, index) => denialsOn(key, index, ofKeys, uses)),
  ];
}

/** For one granted key: denies uses that are not granted, and uses through services that are not granted. */
function denialsOn(
  key: string,
  index: number,
  ofKeys: readonly Grant[],
  uses: ReadonlySet<string>,
): iam.PolicyStatement[] {
  const own = ofKeys.filter(({ resources }) => resources.includes(key));
  const may = new Set(own.flatMap(({ actions }) => actions));
  const mayNot = sorted([...uses].filter((action) => !may.has(action)));
  const services = own.flatMap(({ through }) => (through === undefined ? [] : [endpointOf(through)]));
  const used = sorted([...may].filter((action) => uses.has(action)));
  return [
    ...(mayNot.length === 0 ? [] : [deny({ sid: `NoOtherUse${index}`, actions: mayNot, resources: [key] })]),
    ...(services.length === 0
      ? []
      : [
          deny({
            sid: `OnlyThroughServices${index}`,
            actions: used,
            resources: [key],
            conditions: { StringNotEquals: { 'kms:ViaService': services } },
          }),
        ]),
  ];
}

function functionArn(name: string): string {
  return arn(`lambda:${Aws.REGION}:${Aws.ACCOUNT_ID}:function:${name}`);
}

function deny(statement: Omit<iam.PolicyStatementProps, 'effect'>): iam.PolicyStatement {
  return new iam.PolicyStatement({ ...statement, effect: iam.Effect.DENY });
}

function sorted(actions: readonly string[]): string[] {
  return [...new Set(actions)].toSorted();
}
