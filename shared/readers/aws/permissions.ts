import type { AwsSession } from '../../clouds/aws/session.ts';
import { awsSources } from '../../sources/aws/registry.ts';
import type { Source } from '../../sources/contract.ts';

/**
 * Every action that reading an account may call: metadata only.
 * @param withTags Whether the configuration asks for tags, which takes further actions.
 */
export function awsReadActions(withTags = false): string[] {
  const sources: readonly Source<AwsSession>[] = awsSources;
  const actions = sources.flatMap(({ permissions, tags }) => [
    ...permissions.map(({ action }) => action),
    ...(withTags && tags !== undefined ? [tags.permission] : []),
  ]);
  return [...new Set(actions)].toSorted();
}

/** Actions of services that hold values, whether or not a source reads there yet. */
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

/** Every action that hands out or makes secret material, keys of KMS apart; denied in every role. */
export function awsValueActions(): string[] {
  return denied().filter((action) => !action.startsWith('kms:'));
}

/** Actions that use a KMS key; denied in every role but on the stack's own key, through the services that hold its data. */
export function awsKeyUseActions(): string[] {
  return denied().filter((action) => action.startsWith('kms:'));
}

function denied(): string[] {
  return [...new Set([...VALUES, ...awsSources.flatMap((source) => source.denied)])].toSorted();
}
