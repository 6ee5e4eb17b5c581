import * as z from 'zod';
import { whereSchema } from './where.ts';
import { CLOUDS } from '../model/account.ts';
import { CONTACT_KINDS, FOUND_IN } from '../model/contact.ts';
import { alertsSchema } from './alerts.ts';
import { awsRegion } from './aws-regions.ts';
import { azureSchema } from './azure.ts';
import { runLimitsSchema, scheduleSchema } from './deployed.ts';
import { expiryTagSchema } from './expiry-tags.ts';
import { awsAccountId, skcType } from './fields.ts';
import { gcpSchema } from './gcp.ts';
import { isTimeZone } from './time-zone.ts';

const day = z.iso.date('expected a day like 2027-03-01');

const contact = z.strictObject({
  kind: z.enum(CONTACT_KINDS).default('inbox').describe('what kind of address it is'),
  address: z
    .string()
    .refine((value) => !isSeveral(value), {
      error: 'expected one address: write each as an entry of its own',
      abort: true,
    })
    .refine(
      (value) =>
        /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ||
        /^https:\/\/\S+$/.test(value) ||
        /^arn:aws[\w-]*:sqs:\S+$/.test(value),
      'expected an e-mail address, an https URL or the ARN of an SQS queue',
    )
    .describe('an e-mail address, an https URL or the ARN of an SQS queue'),
  name: z.string().optional().describe('a name for people to read'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'expected an IANA time zone like Europe/Zurich')
    .optional()
    .describe('IANA time zone: messages write the hour of an end in it as well as in UTC'),
  channel: z
    .string()
    .min(1)
    .optional()
    .describe(
      'the format of its messages: `email`, `machine` (JSON to a queue), `webhook` (the same JSON over HTTPS) or `amazon-q`; by default it follows from `kind` and `address`',
    ),
});

/** Whether a text holds more than one e-mail address, as people write them where a list is expected. */
function isSeveral(text: string): boolean {
  const parts = text.split(/[\s,;]+/).filter((part) => part.includes('@'));
  return parts.length > 1 && !text.startsWith('https:');
}

const attribute = (meaning: string) =>
  z
    .strictObject({
      tags: z
        .array(z.string().min(1))
        .default([])
        .describe(`tag keys that hold ${meaning}, in any letter case; the first that an SKC has is used`),
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
    $schema: z.string().optional().describe('where editors find the JSON schema of this file'),
    organisation: z
      .strictObject({
        accountsFrom: z
          .literal('aws-organizations')
          .default('aws-organizations')
          .describe('where the list of accounts comes from'),
        roleArn: z
          .string()
          .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, 'expected the ARN of a role')
          .optional()
          .describe(
            'role to assume for ListAccounts, in the management account or a delegated administrator; by default the current credentials are used',
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
                'ids of the root or of OUs; accounts that join them later get the role automatically',
              ),
          })
          .optional()
          .describe(
            'deploy the member role to these units with a service-managed StackSet; without it, deploy the template in every account yourself',
          ),
      })
      .optional()
      .describe(
        'read every account of the organisation; without this and `accounts`, only the account of the current credentials is read',
      ),
    accounts: z
      .array(
        z
          .strictObject({
            cloud: z.enum(CLOUDS).default('aws').describe('cloud of the account'),
            id: z.string().min(1).describe("the account's id"),
            name: z.string().optional().describe('a name for people to read; by default the id'),
          })
          .refine((account) => account.cloud !== 'aws' || awsAccountId.safeParse(account.id).success, {
            path: ['id'],
            message: 'expected 12 digits',
          }),
      )
      .default([])
      .describe('accounts to read, in addition to those of `organisation`'),
    include: z
      .strictObject({
        accounts: z.array(z.string()).default([]).describe('only these account ids; empty: all'),
        organisationalUnits: z
          .array(z.string())
          .default([])
          .describe('only accounts in these OUs (id or name) and below; empty: all'),
        regions: z
          .array(awsRegion)
          .default([])
          .describe('only these regions; empty: every region enabled in the account'),
        sources: z.array(skcType).default([]).describe('only these types of SKC; empty: all'),
      })
      .prefault({}),
    exclude: z
      .strictObject({
        accounts: z.array(z.string()).default([]).describe('account ids to skip'),
        organisationalUnits: z
          .array(z.string())
          .default([])
          .describe('OUs (id or name) whose accounts are skipped'),
        regions: z.array(awsRegion).default([]).describe('regions to skip'),
        sources: z.array(skcType).default([]).describe('types of SKC to skip'),
      })
      .prefault({}),
    memberRole: z
      .strictObject({
        name: z
          .string()
          .regex(/^[\w+=,.@/-]{1,128}$/, "expected a role's name")
          .default('skc-watch-reader')
          .describe('role to assume in every account except the one that SKC Watch runs in'),
        externalId: z.string().min(2).max(1224).optional().describe('external id that the role requires'),
        operatorRoleArn: z
          .string()
          .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, 'expected the ARN of a role')
          .optional()
          .describe(
            'another role that may assume it, for runs from a laptop; without it only the deployed functions may',
          ),
      })
      .prefault({}),
    contacts: z
      .strictObject({
        organisation: z
          .array(contact)
          .default([])
          .describe('contacts that receive the messages of the organisation'),
        accounts: z
          .record(z.string(), z.array(contact))
          .default({})
          .describe('contacts that receive the messages of an account, by account id'),
        adopt: z
          .array(z.enum(FOUND_IN))
          .default([])
          .describe(
            'for accounts without contacts in this file, subscribe those found in the cloud: the SECURITY alternate contact, or the tag `SecurityContact` of the account',
          ),
      })
      .prefault({}),
    thresholds: thresholdsOf(rules),
    tags: z
      .boolean()
      .default(false)
      .describe(
        'read tags in bulk for types whose listing does not include them; this is always done when an exclusion, an attribute or `expiryTags` uses a tag',
      ),
    attributes: z
      .strictObject({
        owner: attribute('its owner'),
        criticality: attribute('its criticality'),
        environment: attribute('its environment, such as production or test'),
      })
      .prefault({})
      .describe('attributes of an SKC that are taken from its tags or labels'),
    severity: z
      .array(
        z.strictObject({
          where: whereSchema.describe('the SKCs that it is about, by attributes from their tags'),
          rules: z
            .array(z.enum(rules.map(({ id }) => id)))
            .default([])
            .describe('only findings of these rules; empty: of all'),
          step: z
            .enum(['up', 'down'])
            .describe('whether their severity is one step higher or lower than the rule says'),
        }),
      )
      .default([])
      .describe(
        'how criticality and environment weigh: the first entry that matches moves the severity of a finding by one step, and its place among findings of one severity. `leaked` is never lowered',
      ),
    expiryTags: z
      .array(expiryTagSchema)
      .default([])
      .describe(
        'tags or labels that hold the end of a secret that has none of its own: a tag key whose values are ISO-8601 dates or Unix times, or `{ "tag", "format" }` for another format. Where the value is none, its expiry is unknown',
      ),
    exclusions: z
      .array(
        z.strictObject({
          match: z
            .strictObject({
              account: z.string().optional().describe('account id'),
              region: z.string().min(1).optional().describe('region or other location of the SKC'),
              type: skcType.optional().describe('type of SKC'),
              rule: z
                .enum(rules.map(({ id }) => id))
                .optional()
                .describe('rule'),
              name: z.string().optional().describe('name of the SKC; * matches any characters'),
              tag: z
                .strictObject({
                  key: z.string().min(1).describe("the tag's key"),
                  value: z.string().optional().describe("the tag's value; by default any value matches"),
                })
                .optional()
                .describe('a tag of the SKC'),
            })
            .refine(
              (match) => Object.values(match).some((value) => value !== undefined),
              'expected at least one of account, region, type, rule, name, tag',
            )
            .describe(
              'which findings it applies to: all conditions must match; it needs an account, a region, a type, or a name that does not match everything',
            ),
          reason: z.string().min(3).describe('why; shown in reports'),
          by: z.string().min(1).describe('who decided'),
          until: day.describe('last day of the exclusion, at most a year ahead'),
        }),
      )
      .default([])
      .describe('findings to leave out of alerts; reports still show them'),
    expectedUnreadable: z
      .array(
        z.strictObject({
          account: z.string().optional().describe('account id; by default every account'),
          region: z
            .string()
            .regex(/^[A-Za-z][A-Za-z0-9-]{1,62}$/, 'expected a region like eu-west-1, or the name of a vault')
            .optional()
            .describe('region or other location, or name of an Azure vault; by default everywhere'),
          source: skcType.optional().describe('type of SKC; by default every type'),
          reason: z.string().min(3).describe('why; shown in reports'),
        }),
      )
      .default([])
      .describe(
        'targets that are expected to be unreadable: they cause no alert and do not affect the exit code, but count in the coverage figure',
      ),
    upgradeGraceDays: z
      .number()
      .int()
      .min(0)
      .max(90)
      .default(14)
      .describe(
        'days after an update during which reading roles may lack its new permissions: until then what they would read is unknown and opens no finding',
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
