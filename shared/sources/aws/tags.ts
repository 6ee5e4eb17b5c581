import type { AwsSession } from '../../clouds/aws/session.ts';
import type { TagReading } from '../contract.ts';
import { tagField } from '../fields.ts';
import { accountUsers, LIST_USERS } from './account-users.ts';
import { globalRegion } from './global-region.ts';
import { pagesOf } from './pages.ts';

/** Tags listed by ARN by the Resource Groups Tagging API, for types whose SKCs have that ARN as their id. */
export const RESOURCE_TAGS: TagReading<AwsSession> = {
  permission: 'tag:GetResources',
  async read(session, { location }) {
    const tags = await taggedResources(session, location);
    return ({ id }) => tags.get(id) ?? {};
  },
};

/** The tags of the IAM user that owns the credential. Root has none. */
export const USER_TAGS: TagReading<AwsSession> = {
  permission: LIST_USERS,
  async read(session) {
    const users = await accountUsers(session);
    return ({ details }) => users.get(String(details['user']))?.tags ?? {};
  },
};

/** Tags by the ARN of the resource. */
type Tags = ReadonlyMap<string, Record<string, string>>;

const PAGE = 100;
const OPERATION = 'tag:GetResources';

/** The types in one listing: more types do not cost more calls. */
const REGIONAL_TYPES = ['acm:certificate', 'kms:key', 'ssm:parameter'];
const GLOBAL_TYPES = ['iam:server-certificate'];

const readings = new WeakMap<AwsSession, Map<string, Promise<Tags>>>();

/**
 * The tags of all keys, certificates and parameters of a region, one call for each 100 that have tags. Only resources
 * that have or had tags are listed, so a resource missing from a complete listing has none. Sources of one account and
 * region share the listing, which lasts for one session; the next use retries a failed one. Facts: Resource Groups
 * Tagging API reference (GetResources); it does not list IAM users.
 */
function taggedResources(session: AwsSession, location: string): Promise<Tags> {
  const ofSession = readings.get(session) ?? new Map<string, Promise<Tags>>();
  readings.set(session, ofSession);
  const existing = ofSession.get(location);
  if (existing !== undefined) return existing;
  const reading =
    location === 'global'
      ? resourceTags(session, globalRegion(session), GLOBAL_TYPES)
      : resourceTags(session, location, REGIONAL_TYPES);
  ofSession.set(location, reading);
  reading.catch(() => ofSession.delete(location));
  return reading;
}

async function resourceTags(session: AwsSession, region: string, types: readonly string[]): Promise<Tags> {
  const { paginateGetResources, ResourceGroupsTaggingAPIClient } =
    await import('@aws-sdk/client-resource-groups-tagging-api');
  const client = session.client(ResourceGroupsTaggingAPIClient, region);
  const tags = new Map<string, Record<string, string>>();
  const asked = { ResourceTypeFilters: [...types], ResourcesPerPage: PAGE };
  const form = { list: 'ResourceTagMappingList', token: 'PaginationToken', operation: OPERATION } as const;
  for await (const { entries } of pagesOf(paginateGetResources({ client }, asked), form))
    for (const { ResourceARN: arn, Tags } of entries)
      if (arn !== undefined) tags.set(arn, tagField(Tags, { unknown: {} }));
  return tags;
}
