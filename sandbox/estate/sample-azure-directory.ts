import type { EntraDeclaration } from './azure-estate.ts';
import type { At } from './sample-secrets.ts';

/** The applications of the sample; positive days are in the future at the epoch. */
export function sampleApplications(at: At): EntraDeclaration[] {
  return [
    application(1, 'payments-ci', at, {
      tags: ['team:payments', 'HideApp'],
      // Clients already use the new secret: the old one expires in ten days and is removed in twelve.
      secrets: [
        { keyId: secretId(1), name: 'pipeline 2025', createdAt: at(-355), endsAt: at(10), removedAt: at(12) },
        { keyId: secretId(2), name: 'pipeline 2026', createdAt: at(-14), endsAt: at(351) },
      ],
    }),
    application(2, 'reporting-robot', at, {
      secrets: [
        { keyId: secretId(3), name: 'never again', createdAt: at(-820), endsAt: '2299-12-31T00:00:00Z' },
      ],
    }),
    application(3, 'partner-portal', at, {
      secrets: [{ keyId: secretId(4), name: 'portal sign-in', createdAt: at(-724), endsAt: at(6) }],
    }),
    application(4, 'statement-mailer', at, {
      certificates: [
        {
          keyId: secretId(5),
          name: 'CN=statement-mailer',
          createdAt: at(-340),
          endsAt: at(25),
          thumbprint: '1A'.repeat(20),
          usage: 'Verify',
        },
      ],
    }),
    application(5, 'branch-kiosk', at, {
      secrets: [{ keyId: secretId(6), createdAt: at(-400), endsAt: at(-35) }],
    }),
    application(6, 'christmas-campaign', at, {
      createdAt: at(9),
      secrets: [{ keyId: secretId(7), name: 'campaign', createdAt: at(9), endsAt: at(99) }],
    }),
  ];
}

/** Service principals: SAML signing, a managed identity, and one of Microsoft, which the organisation does not manage. */
export function sampleServicePrincipals(at: At): EntraDeclaration[] {
  return [
    application(21, 'intranet-saml', at, {
      samlSigningKeyId: secretId(21),
      certificates: [
        {
          keyId: secretId(20),
          name: 'CN=Azure Federated SSO 2023',
          createdAt: at(-1400),
          endsAt: at(-305),
          thumbprint: '2B'.repeat(20),
          usage: 'Sign',
        },
        {
          keyId: secretId(21),
          name: 'CN=Azure Federated SSO',
          createdAt: at(-1073),
          endsAt: at(22),
          thumbprint: '3C'.repeat(20),
          usage: 'Sign',
        },
      ],
    }),
    application(22, 'vm-backup', at, {
      owner: 'managed-identity',
      certificates: [
        {
          keyId: secretId(22),
          createdAt: at(-40),
          endsAt: at(50),
          thumbprint: '4D'.repeat(20),
          usage: 'Verify',
        },
      ],
    }),
    application(23, 'Microsoft Graph', at, {
      owner: 'microsoft',
      secrets: [{ keyId: secretId(23), createdAt: at(-40), endsAt: at(2) }],
    }),
  ];
}

function application(n: number, name: string, at: At, story: Partial<EntraDeclaration>): EntraDeclaration {
  return {
    id: `5a5a5a5a-0000-4000-8000-${String(n).padStart(12, '0')}`,
    appId: `6b6b6b6b-0000-4000-8000-${String(n).padStart(12, '0')}`,
    name,
    owner: 'organisation',
    createdAt: at(-1500),
    secrets: [],
    certificates: [],
    ...story,
  };
}

function secretId(n: number): string {
  return `7c7c7c7c-0000-4000-8000-${String(n).padStart(12, '0')}`;
}
