import { afterEach, describe, expect, it } from 'vitest';
import { collect } from '../../functions/collect/collect.ts';
import { awsFailure } from '../../shared/clouds/aws/problem.ts';
import type { AwsSession } from '../../shared/clouds/aws/session.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { wantsTags } from '../../shared/config/tags.ts';
import { awsReadActions } from '../../shared/readers/aws/permissions.ts';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import { azureSources } from '../../shared/sources/azure/registry.ts';
import type { Source } from '../../shared/sources/contract.ts';
import { gcpSources } from '../../shared/sources/gcp/registry.ts';
import { dynaliteOfFile } from '../bed/pipeline/dynalite-of-file.ts';
import type { SourceFixture } from '../bed/sources/contract.ts';
import { AWS_FIXTURES } from '../bed/sources/fixtures.ts';
import { openSourceStage, type SourceStage } from '../bed/sources/stage.ts';

const sources: readonly Source<AwsSession>[] = awsSources;
const reading = sources.flatMap((source) => {
  const fixture = AWS_FIXTURES.find(({ type }) => type === source.type);
  return source.tags === undefined || fixture === undefined ? [] : [{ source, fixture, tags: source.tags }];
});

const dynalite = dynaliteOfFile();

describe.each(reading.map((each) => [each.source.type, each] as const))('tags of %s', (_type, each) => {
  const { source, fixture, tags } = each;
  const [service = '', operation = ''] = tags.permission.split(':');
  let stage: SourceStage;
  afterEach(() => stage.close());

  it('are neither read nor stored as {} if nothing needs them', async () => {
    await open(fixture);
    await collected(false);
    expect((await stage.stored()).map((skc) => skc.tags)).toEqual([undefined, undefined, undefined]);
    // Some calls bring other facts too, and are made anyway.
    expect(callsForTags()).toBe(isReadAnyway(source) ? 1 : 0);
  });

  it('are read in one call for all, and SKCs without tags are known to have none', async () => {
    await open(fixture);
    expect(await collected(true)).toMatchObject({ outcome: 'complete', problems: [] });
    expect((await stage.stored()).map((skc) => skc.tags)).toEqual([{}, {}, { team: 'pay' }]);
    expect(callsForTags()).toBe(1);
  });

  it('are no change when they are read for the first time or no longer read', async () => {
    await open(fixture);
    await collected(false);
    await collected(true);
    expect((await stage.stored()).at(-1)).toMatchObject({ tags: { team: 'pay' }, revision: 1 });
    await collected(false);
    expect((await stage.stored()).at(-1)).toMatchObject({ revision: 1 });
    expect((await stage.stored()).at(-1)?.tags).toBeUndefined();
  });

  it('that cannot be read are unknown, and name the permission to grant', async () => {
    await open(fixture);
    stage.sandbox.faults.add({ service, operation, kind: 'deny' });
    const { problems, listed } = await collected(true);
    expect(listed).toBe(true);
    expect(problems).toMatchObject([{ missingPermission: tags.permission, skcs: 3 }]);
    for (const skc of await stage.stored()) {
      expect(skc.unknown['tags']).toMatch(/AccessDenied/);
      expect(skc.tags).toBeUndefined();
    }
  });

  /** Three SKCs; the last one by name has a tag. */
  async function open(of: SourceFixture): Promise<void> {
    stage = await openSourceStage(dynalite.url, source, of, 3);
    const { certificates, keys, users, parameters = [], serverCertificates = [] } = stage.account;
    for (const last of [certificates, keys, users, parameters, serverCertificates].map((all) => all.at(-1)))
      if (last !== undefined) last.tags = { team: 'pay' };
  }

  async function collected(wanted: boolean) {
    stage.sandbox.calls.clear();
    const { scan } = await collect(
      { run: { id: 'run', now: stage.sandbox.clock.now() }, target: stage.target },
      {
        inventory: stage.inventory,
        source,
        signInOperation: 'sts:AssumeRole',
        signIn: () => stage.session(),
        failure: awsFailure,
        ruleSettings: configSchema.parse({}).thresholds,
        tags: configSchema.parse({ tags: wanted }),
      },
    );
    return scan;
  }

  function callsForTags(): number {
    return stage.sandbox.calls
      .list()
      .filter((call) => call.service === service && call.operation === operation).length;
  }
});

describe('where tags come from', () => {
  it('is declared by every source, and in bulk exactly where it reads them so', () => {
    const all: readonly Source<never>[] = [...awsSources, ...azureSources, ...gcpSources];
    expect(all.filter(({ tags }) => tags !== undefined).map(({ type }) => type)).toEqual(
      all.filter(({ traits }) => traits.tags === 'bulk').map(({ type }) => type),
    );
    const types = Object.groupBy(all, ({ traits }) => traits.tags);
    expect({
      listing: types.listing?.map(({ type }) => type).toSorted(),
      bulk: types.bulk?.map(({ type }) => type).toSorted(),
      none: types.none?.map(({ type }) => type).toSorted(),
    }).toEqual({
      listing: [
        'aws.secrets-manager-secret',
        'azure.entra-application-certificate',
        'azure.entra-application-secret',
        'azure.key-vault-certificate',
        'azure.key-vault-key',
        'azure.key-vault-secret',
        'azure.managed-hsm-key',
        'azure.storage-account-key',
        'gcp.api-key',
        'gcp.certificate-manager-certificate',
        'gcp.kms-key',
        'gcp.secret-manager-secret',
      ],
      bulk: [
        'aws.acm-certificate',
        'aws.iam-access-key',
        'aws.iam-server-certificate',
        'aws.iam-service-specific-credential',
        'aws.kms-key',
        'aws.ssm-parameter',
      ],
      // A vault is not an SKC.
      none: ['azure.key-vault', 'gcp.compute-ssl-certificate', 'gcp.service-account-key'],
    });
  });
});

describe('whether tags are requested', () => {
  const exclusion = { reason: 'a test', by: 'somebody', until: '2027-03-01' };
  it.each([
    ['nothing', {}, false],
    ['tags: true', { tags: true }, true],
    ['an exclusion by name', { exclusions: [{ ...exclusion, match: { name: 'a' } }] }, false],
    ['an exclusion by tag', { exclusions: [{ ...exclusion, match: { tag: { key: 'a' } } }] }, true],
    ['an owner in a tag', { attributes: { owner: { tags: ['Owner'] } } }, true],
  ])('%s', (_name, input, expected) => {
    expect(wantsTags(configSchema.parse(input))).toBe(expected);
  });

  it('decides what is granted', () => {
    const permissions = reading.map(({ tags }) => tags.permission);
    const anyway = reading.filter(({ source }) => isReadAnyway(source)).map(({ tags }) => tags.permission);
    expect(awsReadActions(false).filter((action) => permissions.includes(action))).toEqual(anyway);
    expect(awsReadActions(true).filter((action) => permissions.includes(action))).toEqual(
      [...new Set(permissions)].toSorted(),
    );
  });
});

function isReadAnyway({ permissions, tags }: Source<AwsSession>): boolean {
  return permissions.some(({ action }) => action === tags?.permission);
}
