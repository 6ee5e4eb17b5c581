import type { AwsSession } from '../../clouds/aws/session.ts';
import { awsSources } from '../../sources/aws/registry.ts';
import type { Source } from '../../sources/contract.ts';

/**
 * All actions used to read an account: metadata only.
 * @param withTags Whether the configuration needs tags, which requires further actions.
 */
export function awsReadActions(withTags = false): string[] {
  const sources: readonly Source<AwsSession>[] = awsSources;
  const actions = sources.flatMap(({ permissions, tags }) => [
    ...permissions.map(({ action }) => action),
    ...(withTags && tags !== undefined ? [tags.permission] : []),
  ]);
  return [...new Set(actions)].toSorted();
}

/** Actions of services that store values, including services that no source reads yet. */
const VALUES = [
  'secretsmanager:GetSecretValue',
  'secretsmanager:BatchGetSecretValue',
  'secretsmanager:GetRandomPassword',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
  'ssm:GetParameterHistory',
  'acm:ExportCertificate',
  'acm-pca:IssueCertificate',
  'sts:GetSessionToken',
  'sts:GetFederationToken',
  'iam:CreateLoginProfile',
  'iam:UploadServerCertificate',
] as const;

/** All actions that return or create secret material, except those of KMS keys; denied in every role. */
export function awsValueActions(): string[] {
  return denied().filter((action) => !action.startsWith('kms:'));
}

/** Actions that use a KMS key. Denied in every role, except on the stack's own key through the services using it. */
export function awsKeyUseActions(): string[] {
  return denied().filter((action) => action.startsWith('kms:'));
}

function denied(): string[] {
  return [...new Set([...VALUES, ...awsSources.flatMap((source) => source.denied)])].toSorted();
}
