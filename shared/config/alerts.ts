import * as z from 'zod';
import { awsRegion } from './aws-regions.ts';
import { awsAccountId } from './fields.ts';

const channelAudience = {
  organisation: z.boolean().default(true).describe('receives the messages of the organisation'),
  accounts: z.array(awsAccountId).default([]).describe('also receives the messages of these accounts'),
};

/** The part `alerts` of `skc.config.json`. */
export const alertsSchema = z
  .strictObject({
    topicPrefix: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,60}$/, 'expected up to 60 letters, digits, - and _')
      .default('skc-watch')
      .describe('SNS topics are named `<prefix>-organisation` and `<prefix>-<account id>`'),
    region: awsRegion.default('us-east-1').describe('region of the topics'),
    escalateAfterDays: z
      .strictObject({
        critical: z
          .number()
          .int()
          .min(0)
          .max(90)
          .default(3)
          .describe('days after which an open critical finding goes to the organisation as well'),
        high: z
          .number()
          .int()
          .min(0)
          .max(90)
          .default(14)
          .describe('days after which an open high finding goes to the organisation as well'),
      })
      .prefault({}),
    link: z
      .url({ protocol: /^https$/ })
      .optional()
      .describe('URL of the reports, linked in messages'),
    watchdog: z
      .strictObject({
        email: z
          .email('expected one e-mail address')
          .optional()
          .describe(
            'gets every alarm from a topic of its own, in addition to the organisation topic, which may be what has failed',
          ),
        heartbeatUrl: z
          .url({ protocol: /^https$/, error: 'expected an https URL' })
          .optional()
          .describe(
            'called with GET at the end of each complete run; a monitoring service outside AWS raises the alarm when the call does not come. Like a secret: never shown whole',
          ),
      })
      .prefault({})
      .describe('a second way for alarms that does not depend on the organisation topic'),
    slack: z
      .array(
        z.strictObject({
          workspaceId: z
            .string()
            .regex(/^[0-9A-Z]{1,255}$/, "expected a workspace's id like T0123ABCD")
            .describe("the workspace's id, after it has been authorised in the console"),
          channelId: z
            .string()
            .regex(/^[A-Za-z0-9]{1,255}$/, "expected a channel's id like C0123ABCD")
            .describe("the channel's id"),
          ...channelAudience,
        }),
      )
      .default([])
      .describe('Slack channels to notify, when deployed'),
    teams: z
      .array(
        z.strictObject({
          tenantId: z.guid().describe("the Microsoft tenant's id"),
          teamId: z.guid().describe("the team's id"),
          channelId: z.string().min(3).describe("the channel's id, as in its link"),
          ...channelAudience,
        }),
      )
      .default([])
      .describe('Microsoft Teams channels to notify, when deployed'),
  })
  .prefault({});
