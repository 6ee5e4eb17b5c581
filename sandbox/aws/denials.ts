import type { Denial, EstateAccount } from '../estate/estate.ts';
import { denied } from '../wire/cloud-error.ts';
import type { CloudError } from '../wire/cloud-error.ts';
import type { CloudRequest } from '../wire/request.ts';

/** The refusal that the estate declares for this request, if it declares one. */
export function declaredDenial(
  account: EstateAccount,
  request: CloudRequest,
  principal: string,
): CloudError | undefined {
  const denial = account.denials.find((each) => refuses(each, request));
  return denial === undefined ? undefined : refusal(request, account.id, principal, denial.by);
}

/** AccessDenied with AWS's own text, which names the action. */
export function refusal(
  request: CloudRequest,
  account: string,
  principal: string,
  by: Denial['by'] | undefined,
): CloudError {
  const action = `${request.service}:${request.operation}`;
  const on = ` on resource: ${resourceOf(request, account)}`;
  return denied(
    request.service,
    `User: ${principal} is not authorized to perform: ${action}${on}${because(by, action)}`,
  );
}

function refuses(denial: Denial, request: CloudRequest): boolean {
  return (
    denial.service === request.service &&
    (denial.operations?.includes(request.operation) ?? true) &&
    (denial.region ?? request.region) === request.region &&
    request.body.includes(denial.resource ?? '')
  );
}

function because(by: Denial['by'] | undefined, action: string): string {
  if (by === 'scp') return ' with an explicit deny in a service control policy';
  if (by === 'resource') return ` because no resource-based policy allows the ${action} action`;
  if (by === 'identity') return ` because no identity-based policy allows the ${action} action`;
  return '';
}

const NAMES = ['KeyId', 'SecretId', 'CertificateArn', 'TopicArn', 'RoleArn', 'ResourceId', 'UserName'];

function resourceOf({ input, service, region }: CloudRequest, account: string): string {
  for (const name of NAMES) {
    const value = input[name];
    if (typeof value !== 'string') continue;
    if (service === 'kms' && !value.includes(':')) return `arn:aws:kms:${region}:${account}:key/${value}`;
    if (name === 'UserName') return `user ${value}`;
    return value;
  }
  return '*';
}
