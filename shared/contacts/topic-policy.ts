import * as z from 'zod';

const SID = 'TlsOnly';
const policySchema = z.looseObject({
  Version: z.string().default('2012-10-17'),
  Statement: z.array(z.looseObject({ Sid: z.string().optional() })).default([]),
});

/**
 * The policy of a topic that a run creates: publishing without TLS is denied, whoever asks. It grants nothing: within
 * the account, permissions come from IAM alone.
 */
export function topicPolicy(topicArn: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [denial(topicArn)] });
}

/**
 * An existing policy with that statement added; undefined if it has it already. Other statements stay.
 * @throws when the policy is not JSON in the form of IAM.
 */
export function withTlsOnly(policy: string | undefined, topicArn: string): string | undefined {
  if (policy === undefined || policy === '') return topicPolicy(topicArn);
  const parsed = policySchema.parse(JSON.parse(policy));
  const wanted = JSON.stringify(denial(topicArn));
  if (parsed.Statement.some((statement) => JSON.stringify(statement) === wanted)) return undefined;
  const others = parsed.Statement.filter(({ Sid }) => Sid !== SID);
  return JSON.stringify({ ...parsed, Statement: [...others, denial(topicArn)] });
}

function denial(topicArn: string): { Sid: string } {
  const statement = {
    Sid: SID,
    Effect: 'Deny',
    Principal: '*',
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  return statement;
}
