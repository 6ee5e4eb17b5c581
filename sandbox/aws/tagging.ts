import { page, size, text, texts } from '../wire/input.ts';
import { certificateFacts } from './certificate-facts.ts';
import { keyFacts } from './key-facts.ts';
import { perInstant, tagList } from './operation.ts';
import type { Operations } from './operation.ts';
import { parametersOf, parameterArn } from './ssm.ts';

/** The Resource Groups Tagging API: the tagged resources of a region. */
export const tagging: Operations = {
  GetResources: (input, setting) => {
    const types = texts(input, 'ResourceTypeFilters');
    const found = taggedOf(setting).filter(({ type }) => types === undefined || types.includes(type));
    const length = size(input, 'ResourcesPerPage', 100, 50, 'InvalidParameterException');
    const token = text(input, 'PaginationToken');
    const cut = page(found, token === '' ? undefined : token, length, 'PaginationTokenExpiredException');
    return {
      ResourceTagMappingList: cut.items.map(({ arn, tags }) => ({ ResourceARN: arn, Tags: tagList(tags) })),
      PaginationToken: cut.next ?? '',
    };
  },
};

/** Resources that never had a tag are omitted. */
const taggedOf = perInstant((setting) => {
  const { account, region, now } = setting;
  const inRegion = (each: { region: string; replicas?: string[] }) =>
    each.region === region || each.replicas?.includes(region) === true;
  return [
    ...account.certificates.filter(inRegion).map((each) => ({
      type: 'acm:certificate',
      arn: certificateFacts(each, account.id, now)?.arn,
      tags: each.tags,
    })),
    ...account.keys.filter(inRegion).map((each) => ({
      type: 'kms:key',
      arn: keyFacts(each, account.id, region, now)?.arn,
      tags: each.tags,
    })),
    ...parametersOf(setting).map((each) => ({
      type: 'ssm:parameter',
      arn: parameterArn(each, account.id),
      tags: each.tags,
    })),
    ...(region === 'us-east-1' ? (account.serverCertificates ?? []) : []).map((each) => ({
      type: 'iam:server-certificate',
      arn: `arn:aws:iam::${account.id}:server-certificate${each.path ?? '/'}${each.name}`,
      tags: each.tags,
    })),
  ].flatMap(({ type, arn, tags }) => (arn === undefined || tags === undefined ? [] : [{ type, arn, tags }]));
});
