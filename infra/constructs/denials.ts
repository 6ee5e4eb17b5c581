import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { arn } from '../names.ts';
import { endpointOf, type Grant } from './function-grants.ts';

const CONTEXT = 'kms:EncryptionContext:aws:lambda:FunctionArn';

/**
 * Denies all that a role is not granted, whatever else it may ever be given: complete by construction, for no list of
 * what is forbidden can be. Actions that use a key are denied on every key but the granted ones besides.
 * @param functionName of the role's function: Lambda decrypts the function's environment in the role's name, with a key
 * of its own and the function's ARN as encryption context (Lambda guide, "Securing environment variables"). That, and
 * for this very function, is let through.
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

/** Asks for no permission, and is answered even where a policy denies it (STS API reference). */
const IDENTITY = 'sts:GetCallerIdentity';
const DECRYPT = 'kms:Decrypt';

function keyDenials(grants: readonly Grant[], functionName: string | undefined): iam.PolicyStatement[] {
  const ofKeys = grants.filter(({ usesKey }) => usesKey === true);
  // Metadata of keys is read on all of them where the function reads its own account.
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

/** On one granted key: no use but the granted ones, and those that go through services through no other. */
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
