import * as z from 'zod';
import { CLOUDS } from '../model/account.ts';
import { CONTACT_KINDS, FOUND_IN } from '../model/contact.ts';
import { alertsSchema } from './alerts.ts';
import { azureSchema } from './azure.ts';
import { runLimitsSchema, scheduleSchema } from './deployed.ts';
import { awsAccountId, awsRegion, skcType } from './fields.ts';
import { gcpSchema } from './gcp.ts';

const day = z.iso.date('expected a day like 2027-03-01');

const contact = z.strictObject({
  kind: z.enum(CONTACT_KINDS).default('inbox').describe('what stands behind the address'),
  address: z
    .string()
    .refine(
      (value) =>
        /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ||
        /^https:\/\/\S+$/.test(value) ||
        /^arn:aws[\w-]*:sqs:\S+$/.test(value),
      'expected an e-mail address, an https URL or the ARN of an SQS queue',
    )
    .describe('an e-mail address, an https URL or the ARN of an SQS queue'),
  name: z.string().optional().describe('who or what it is, for people'),
  channel: z
    .string()
    .min(1)
    .optional()
    .describe(
      'the form it is sent: `email`, `machine` (JSON to a queue), `webhook` (that JSON over https) or `amazon-q`; without it `kind` and `address` decide',
    ),
});

const attribute = (meaning: string) =>
  z
    .strictObject({
      tags: z
        .array(z.string().min(1))
        .default([])
        .describe(
          `keys of tags that name it, in any letter case; the first that is there counts: ${meaning}`,
        ),
    })
    .prefault({});

/** What the configuration needs to know of a rule. */
export interface ConfigurableRule {
  id: string;
  /** The schema of `thresholds.<id>`: every setting has a default and a description. */
  settings?: z.ZodType | undefined;
}

/** The part `thresholds` of `skc.config.json`: the settings of each rule, by its id. */
function thresholdsOf(rules: readonly ConfigurableRule[]) {
  const settings = rules.flatMap(({ id, settings: own }) =>
    own === undefined ? [] : [[id, own.prefault({})] as const],
  );
  return z.strictObject(Object.fromEntries(settings)).prefault({});
}

/**
 * The schema of `skc.config.json`. Descriptions become the table in `docs/configuration.md`.
 * @param rules The registry of rules, which is above this folder.
 */
export function configSchemaOf(rules: readonly ConfigurableRule[]) {
  return z.strictObject({
    $schema: z.string().optional().describe('for editors; not read'),
    organisation: z
      .strictObject({
        accountsFrom: z
          .literal('aws-organizations')
          .default('aws-organizations')
          .describe('where the accounts are found'),
        roleArn: z
          .string()
          .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, 'expected the ARN of a role')
          .optional()
          .describe(
            'role to assume in the management account, or one it delegated to, for ListAccounts; without it the own credentials serve',
          ),
        stackSet: z
          .strictObject({
            organisationalUnitIds: z
              .array(
                z
                  .string()
                  .regex(
                    /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/,
                    'expected the id of a root or an OU',
                  ),
              )
              .min(1)
              .describe(
                'ids of the root or of OUs; accounts that join them later get the role by themselves',
              ),
          })
          .optional()
          .describe(
            'roll the member role out to these units by a service-managed StackSet; without it every account is given the template by hand',
          ),
      })
      .optional()
      .describe(
        'collect every account of the organisation; without it, and without `accounts`, only the account of the credentials',
      ),
    accounts: z
      .array(
        z
          .strictObject({
            cloud: z.enum(CLOUDS).default('aws').describe('the cloud'),
            id: z.string().min(1).describe("the account's id"),
            name: z.string().optional().describe('for people; else the id'),
          })
          .refine((account) => account.cloud !== 'aws' || awsAccountId.safeParse(account.id).success, {
            path: ['id'],
            message: 'expected 12 digits',
          }),
      )
      .default([])
      .describe('accounts to collect, besides those of `organisation`'),
    include: z
      .strictObject({
        accounts: z.array(z.string()).default([]).describe('only these account ids; empty: all'),
        organisationalUnits: z
          .array(z.string())
          .default([])
          .describe('only accounts below these OUs (id or name); empty: all'),
        regions: z
          .array(awsRegion)
          .default([])
          .describe('only these regions; empty: every region enabled in the account'),
        sources: z.array(skcType).default([]).describe('only these types of SKC; empty: all'),
      })
      .prefault({}),
    exclude: z
      .strictObject({
        accounts: z.array(z.string()).default([]).describe('account ids to leave out'),
        organisationalUnits: z
          .array(z.string())
          .default([])
          .describe('OUs (id or name) whose accounts are left out'),
        regions: z.array(awsRegion).default([]).describe('regions to leave out'),
        sources: z.array(skcType).default([]).describe('types of SKC to leave out'),
      })
      .prefault({}),
    memberRole: z
      .strictObject({
        name: z
          .string()
          .regex(/^[\w+=,.@/-]{1,128}$/, "expected a role's name")
          .default('skc-watch-reader')
          .describe('role assumed in every account but the own one'),
        externalId: z.string().min(2).max(1224).optional().describe('external id that the role asks for'),
        operatorRoleArn: z
          .string()
          .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, 'expected the ARN of a role')
          .optional()
          .describe(
            'one more role that may assume it, for runs from a laptop; without it only the deployed functions may',
          ),
      })
      .prefault({}),
    contacts: z
      .strictObject({
        organisation: z.array(contact).default([]).describe('who hears of the organisation topic'),
        accounts: z
          .record(z.string(), z.array(contact))
          .default({})
          .describe('who hears of an account, by account id'),
        adopt: z
          .array(z.enum(FOUND_IN))
          .default([])
          .describe(
            'subscribe the contacts that were found there, for accounts that have none here: the SECURITY alternate contact, the tag `SecurityContact` of the account',
          ),
      })
      .prefault({}),
    thresholds: thresholdsOf(rules),
    tags: z
      .boolean()
      .default(false)
      .describe(
        'read the tags that listings lack (KMS, ACM, SSM, IAM), in bulk; they are read anyway where an exclusion or an attribute asks for a tag',
      ),
    attributes: z
      .strictObject({
        owner: attribute('who answers for it'),
        criticality: attribute('how much depends on it'),
        environment: attribute('where it is used: production, test'),
      })
      .prefault({})
      .describe('facts of an SKC that are taken from its tags or labels'),
    exclusions: z
      .array(
        z.strictObject({
          match: z
            .strictObject({
              account: z.string().optional().describe('account id'),
              type: skcType.optional().describe('type of SKC'),
              rule: z
                .enum(rules.map(({ id }) => id))
                .optional()
                .describe('rule'),
              name: z.string().optional().describe('name of the SKC; * stands for any run of characters'),
              tag: z
                .strictObject({
                  key: z.string().min(1).describe("the tag's key"),
                  value: z.string().optional().describe("the tag's value; without it any"),
                })
                .optional()
                .describe('a tag, and its value if given'),
            })
            .refine(
              (match) => Object.values(match).some((value) => value !== undefined),
              'expected at least one of account, type, rule, name, tag',
            )
            .describe('what it holds for: all that is named must hold'),
          reason: z.string().min(3).describe('why; shown in reports'),
          by: z.string().min(1).describe('who decided'),
          until: day.describe('last day of the exclusion; it ends by itself'),
        }),
      )
      .default([])
      .describe('findings kept out of alerts, still in reports'),
    expectedUnreadable: z
      .array(
        z.strictObject({
          account: z.string().optional().describe('account id; without it every account'),
          region: z
            .string()
            .regex(/^[A-Za-z][A-Za-z0-9-]{1,62}$/, 'expected a region like eu-west-1, or the name of a vault')
            .optional()
            .describe('region, other location, or name of an Azure vault; without it everywhere'),
          source: skcType.optional().describe('without it every type'),
          reason: z.string().min(3).describe('why; shown in reports'),
        }),
      )
      .default([])
      .describe(
        'targets that are expected to be unreadable: out of alerts and exit code, never out of the coverage figure',
      ),
    upgradeGraceDays: z
      .number()
      .int()
      .min(0)
      .max(90)
      .default(14)
      .describe(
        'days after an update for which the reading roles may lack its new permissions: until then it is unknown what they would show, and no finding',
      ),
    alerts: alertsSchema,
    schedule: scheduleSchema,
    run: runLimitsSchema,
    azure: azureSchema,
    gcp: gcpSchema,
  });
}

export type ConfigSchema = ReturnType<typeof configSchemaOf>;
export type Config = z.output<ConfigSchema>;
export type ConfigInput = z.input<ConfigSchema>;
