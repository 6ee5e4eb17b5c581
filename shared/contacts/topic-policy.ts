import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { ORGANISATION_AUDIENCE, type Audience } from '../model/audience.ts';

const SID = 'TlsOnly';
const policySchema = z.looseObject({
  Version: z.string().default('2012-10-17'),
  Statement: z.array(z.looseObject({ Sid: z.string().optional() })).default([]),
});

/**
 * The policy of a topic that a run creates: publishing without TLS is denied, whoever asks. Within the account,
 * permissions come from IAM alone.
 * @param audience The organisation's topic is created by the stack, with more; a run creates it again if it was deleted,
 * and alarms must still be delivered then.
 */
export function topicPolicy(topicArn: string, audience: Audience): string {
  const alarms = audience === ORGANISATION_AUDIENCE ? [alarmsPublish(topicArn)] : [];
  return JSON.stringify({ Version: '2012-10-17', Statement: [denial(topicArn), ...alarms] });
}

/**
 * An existing policy with that statement added; undefined if it has it already. Other statements stay.
 * @throws when the policy is not JSON in the form of IAM.
 */
export function withTlsOnly(policy: string | undefined, topicArn: string): string | undefined {
  const parsed = policySchema.parse(policy === undefined || policy === '' ? {} : JSON.parse(policy));
  if (parsed.Statement.some((statement) => isDeepStrictEqual(statement, denial(topicArn)))) return undefined;
  const others = parsed.Statement.filter(({ Sid }) => Sid !== SID);
  return JSON.stringify({ ...parsed, Statement: [...others, denial(topicArn)] });
}

function alarmsPublish(topicArn: string): object {
  return {
    Sid: 'AlarmsPublish',
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: { StringEquals: { 'aws:SourceAccount': topicArn.split(':')[4] } },
  };
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
