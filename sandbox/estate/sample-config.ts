import { SAMPLE_CLIENT, SAMPLE_SUBSCRIPTIONS, SAMPLE_TENANT } from './sample-azure.ts';
import { SAMPLE_GCP_IDENTITY, SAMPLE_GCP_ORGANISATION } from './sample-gcp-projects.ts';
import { addDays } from '../../shared/model/instant.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { ConfigInput } from '../../shared/config/schema.ts';
import { MEMBER_ROLE } from './generate.ts';
import { NEVER_CONFIRMS, SAMPLE_IDS } from './sample-organisation.ts';

const EXCLUDED_DAYS = 90;

/** The configuration of the sample organisation. @param epoch the end of the exclusion is relative to it. */
export function sampleConfig(epoch: Instant = '2030-01-01T00:00:00Z'): ConfigInput {
  return {
    organisation: { accountsFrom: 'aws-organizations' },
    azure: { tenantId: SAMPLE_TENANT, clientId: SAMPLE_CLIENT },
    gcp: {
      organisationId: SAMPLE_GCP_ORGANISATION,
      workloadIdentity: { audience: SAMPLE_GCP_IDENTITY.audience },
      serviceAccount: SAMPLE_GCP_IDENTITY.serviceAccount,
    },
    memberRole: { name: MEMBER_ROLE.name, externalId: MEMBER_ROLE.externalId },
    contacts: {
      organisation: [
        { kind: 'shared-inbox', address: 'security@skc-sample.example', name: 'Security operations' },
      ],
      accounts: {
        [SAMPLE_IDS['org-management']]: [
          { kind: 'shared-inbox', address: 'platform@skc-sample.example', name: 'Platform team' },
        ],
        [SAMPLE_IDS['pay-prod']]: [
          {
            kind: 'shared-inbox',
            address: 'payments-security@skc-sample.example',
            name: 'Payments security',
            timeZone: 'Europe/Zurich',
          },
          {
            kind: 'chat-channel',
            address: 'https://chat.skc-sample.example/hooks/payments',
            name: '#payments-alerts',
          },
        ],
        [SAMPLE_IDS['shop-web']]: [
          { kind: 'shared-inbox', address: 'shop-team@skc-sample.example', name: 'Shop team' },
        ],
        [SAMPLE_IDS['data-lake']]: [
          { kind: 'ticket-queue', address: 'tickets+lake@skc-sample.example', name: 'Data lake tickets' },
        ],
        [SAMPLE_IDS['core-banking']]: [
          { kind: 'shared-inbox', address: 'core-banking@skc-sample.example', name: 'Core banking' },
        ],
        [SAMPLE_TENANT]: [
          { kind: 'shared-inbox', address: 'identity@skc-sample.example', name: 'Identity team' },
        ],
        [SAMPLE_SUBSCRIPTIONS['bank-core']]: [
          { kind: 'shared-inbox', address: 'core-banking@skc-sample.example', name: 'Core banking' },
        ],
        [SAMPLE_SUBSCRIPTIONS['bank-payments']]: [
          {
            kind: 'shared-inbox',
            address: 'payments-security@skc-sample.example',
            name: 'Payments security',
          },
        ],
        [SAMPLE_SUBSCRIPTIONS['shop-platform']]: [
          { kind: 'shared-inbox', address: 'shop-team@skc-sample.example', name: 'Shop team' },
        ],
        'pay-risk-4711': [
          {
            kind: 'shared-inbox',
            address: 'payments-security@skc-sample.example',
            name: 'Payments security',
          },
        ],
        'shop-analytics-0815': [
          { kind: 'shared-inbox', address: 'shop-team@skc-sample.example', name: 'Shop team' },
        ],
        'shop-legacy-1234': [
          { kind: 'shared-inbox', address: 'shop-team@skc-sample.example', name: 'Shop team' },
        ],
        'lake-ml-2342': [
          { kind: 'ticket-queue', address: 'tickets+lake@skc-sample.example', name: 'Data lake tickets' },
        ],
        'core-archive-1999': [
          { kind: 'shared-inbox', address: 'core-banking@skc-sample.example', name: 'Core banking' },
        ],
        'play-labs-5050': [
          { kind: 'shared-inbox', address: 'platform@skc-sample.example', name: 'Platform team' },
        ],
        [SAMPLE_IDS['mobile-app']]: [{ kind: 'inbox', address: NEVER_CONFIRMS, name: 'Mobile team' }],
      },
    },
    exclusions: [
      {
        match: { account: SAMPLE_IDS['sandbox-dev'], name: 'playground/*' },
        reason: 'sample: workshop material without access to anything',
        by: 'platform team',
        until: addDays(epoch, EXCLUDED_DAYS).slice(0, 10),
      },
    ],
    expectedUnreadable: [
      {
        account: SAMPLE_SUBSCRIPTIONS['bank-core'],
        region: 'kv-skc-swift',
        reason: 'sample: shows a vault whose access policy omits the reader',
      },
      {
        account: SAMPLE_SUBSCRIPTIONS['shop-platform'],
        region: 'kv-skc-warehouse',
        reason: 'sample: shows a vault behind a firewall',
      },
      {
        account: 'core-archive-1999',
        source: 'gcp.secret-manager-secret',
        reason: 'sample: shows a project that denies reading its secrets',
      },
      {
        account: 'play-labs-5050',
        source: 'gcp.kms-key',
        reason: 'sample: shows a project with a disabled API',
      },
      { account: SAMPLE_IDS['core-banking'], reason: 'sample: shows what a denied account looks like' },
      {
        account: SAMPLE_IDS['data-lake'],
        region: 'eu-central-1',
        source: 'aws.kms-key',
        reason: 'sample: shows what a service control policy looks like',
      },
      {
        account: SAMPLE_IDS['pay-prod'],
        region: 'eu-west-1',
        source: 'aws.kms-key',
        reason: 'sample: shows a key whose policy denies the reader',
      },
    ],
  };
}
