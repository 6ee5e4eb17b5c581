import { CertificateClient } from '@azure/keyvault-certificates';
import { KeyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';
import { afterEach, expect, it } from 'vitest';
import { federatedCredential } from '../../../shared/clouds/azure/federated-credential.ts';
import { addDays, instant } from '../../../shared/model/instant.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import { keyVaultCertificate } from '../../../shared/sources/azure/key-vault-certificate.ts';
import { keyVaultKey } from '../../../shared/sources/azure/key-vault-key.ts';
import { keyVaultSecret } from '../../../shared/sources/azure/key-vault-secret.ts';
import { CLIENT, EPOCH, estate, openAzureStage, TENANT, type AzureStage } from '../../bed/azure/stage.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';

/**
 * The product reads vaults by plain REST, since the SDK's clients refuse a whole page for one odd entry. Here Azure's own
 * clients read the same vault: what they and the product say of it must agree.
 */
const at = (days: number) => addDays(EPOCH, days);
const COUNT = 30;

const dynalite = dynaliteOfFile();
let stage: AzureStage;
afterEach(() => stage.close());

interface Facts {
  enabled: boolean;
  createdAt: string | undefined;
  expiresAt: string | undefined;
}

it('Azure’s own clients list the same secrets, keys and certificates, with the same dates and states', async () => {
  const many = Array.from({ length: COUNT }, (_, index) => index);
  stage = await openAzureStage(
    dynalite.url,
    estate({}, [
      {
        secrets: many.map((index) => ({
          name: `secret-${index}`,
          createdAt: at(-100 - index),
          ...(index % 2 === 0 ? { validDays: 365 } : {}),
          ...(index % 5 === 0 ? { disabledAt: at(-1) } : {}),
        })),
        keys: many.map((index) => ({
          name: `key-${index}`,
          createdAt: at(-100 - index),
          keyType: 'RSA' as const,
          keySize: 2048,
          ...(index % 2 === 0 ? { validDays: 365 } : {}),
        })),
        certificates: many.map((index) => ({
          name: `certificate-${index}`,
          createdAt: at(-10 - index),
          validDays: 365,
          issuer: 'Self',
          action: 'AutoRenew' as const,
          beforeDays: 30,
          keyType: 'RSA' as const,
          keySize: 2048,
          subject: `CN=${index}.example`,
        })),
      },
    ]),
  );
  const url = 'https://kv-pay.vault.azure.net';
  const credential = federatedCredential({
    tenantId: TENANT,
    clientId: CLIENT,
    authorityHost: 'https://login.microsoftonline.com',
    federationIdentity: { region: 'us-east-1', credentials: undefined },
  });
  const secrets = new Map<string, Facts>();
  for await (const each of new SecretClient(url, credential).listPropertiesOfSecrets())
    // Azure keeps a certificate as a secret of the same name as well; the product counts it once.
    if (each.managed !== true) secrets.set(each.name, factsOf(each));
  const keys = new Map<string, Facts>();
  for await (const each of new KeyClient(url, credential).listPropertiesOfKeys())
    if (each.managed !== true) keys.set(each.name, factsOf(each));
  const certificates = new Map<string, Facts>();
  for await (const each of new CertificateClient(url, credential).listPropertiesOfCertificates())
    certificates.set(each.name ?? '', factsOf(each));

  for (const [source, listed] of [
    [keyVaultSecret, secrets],
    [keyVaultKey, keys],
    [keyVaultCertificate, certificates],
  ] as const) {
    expect((await stage.collect(source, 'kv-pay')).scan).toMatchObject({ outcome: 'complete', count: COUNT });
    const skcs = await stage.skcs(source, 'kv-pay');
    expect(listed.size).toBe(COUNT);
    expect(new Map(skcs.map((skc) => [skc.name, storedFacts(skc)]))).toEqual(listed);
  }
});

function factsOf(properties: {
  enabled?: boolean | undefined;
  createdOn?: Date | undefined;
  expiresOn?: Date | undefined;
}): Facts {
  const { enabled = false, createdOn, expiresOn } = properties;
  return { enabled, createdAt: createdOn && instant(createdOn), expiresAt: expiresOn && instant(expiresOn) };
}

function storedFacts({ state, createdAt, versionCreatedAt, expiresAt }: StoredSkc): Facts {
  return { enabled: state === 'active', createdAt: createdAt ?? versionCreatedAt, expiresAt };
}
