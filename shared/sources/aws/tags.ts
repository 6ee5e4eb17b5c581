import type { AwsSession } from '../../clouds/aws/session.ts';
import type { TagReading } from '../contract.ts';
import { listField, tagField } from '../fields.ts';
import { GLOBAL_REGION } from './global-region.ts';

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
  permission: 'iam:GetAccountAuthorizationDetails',
  async read(session) {
    const tags = await taggedUsers(session);
    return ({ details }) => tags.get(String(details['user'])) ?? {};
  },
};

/** Tags by the ARN of the resource, or by the name of the user. */
type Tags = ReadonlyMap<string, Record<string, string>>;

const PAGE = 100;
const USERS_PAGE = 1000;

/** The types in one listing: more types do not cost more calls. */
const REGIONAL_TYPES = ['acm:certificate', 'kms:key', 'ssm:parameter'];
const GLOBAL_TYPES = ['iam:server-certificate'];

/**
 * The tags of all keys, certificates and parameters of a region, one call for each 100 that have tags. Only resources
 * that have or had tags are listed, so a resource missing from a complete listing has none. Sources of one account and
 * region share the listing. Facts: Resource Groups Tagging API reference (GetResources); it does not list IAM users.
 */
function taggedResources(session: AwsSession, location: string): Promise<Tags> {
  return shared(session, location, () =>
    location === 'global'
      ? resourceTags(session, GLOBAL_REGION, GLOBAL_TYPES)
      : resourceTags(session, location, REGIONAL_TYPES),
  );
}

/**
 * The tags of all IAM users, one call for each 1,000 users.
 * Facts: IAM API reference (GetAccountAuthorizationDetails, UserDetail).
 */
function taggedUsers(session: AwsSession): Promise<Tags> {
  return shared(session, 'users', () => userTags(session));
}

const readings = new WeakMap<AwsSession, Map<string, Promise<Tags>>>();

/** Caches listings per session, which lasts for one run. The next use retries a failed listing. */
function shared(session: AwsSession, what: string, read: () => Promise<Tags>): Promise<Tags> {
  const ofSession = readings.get(session) ?? new Map<string, Promise<Tags>>();
  readings.set(session, ofSession);
  const existing = ofSession.get(what);
  if (existing !== undefined) return existing;
  const reading = read();
  ofSession.set(what, reading);
  reading.catch(() => ofSession.delete(what));
  return reading;
}

async function resourceTags(session: AwsSession, region: string, types: readonly string[]): Promise<Tags> {
  const { paginateGetResources, ResourceGroupsTaggingAPIClient } =
    await import('@aws-sdk/client-resource-groups-tagging-api');
  const client = session.client(ResourceGroupsTaggingAPIClient, region);
  const tags = new Map<string, Record<string, string>>();
  const asked = { ResourceTypeFilters: [...types], ResourcesPerPage: PAGE };
  for await (const page of paginateGetResources({ client }, asked))
    for (const resource of listField(
      page.ResourceTagMappingList,
      'ResourceTagMappingList',
      'tag:GetResources',
    ))
      if (resource.ResourceARN !== undefined) tags.set(resource.ResourceARN, tagField(resource.Tags));
  return tags;
}

async function userTags(session: AwsSession): Promise<Tags> {
  const { IAMClient, paginateGetAccountAuthorizationDetails } = await import('@aws-sdk/client-iam');
  const client = session.client(IAMClient, GLOBAL_REGION);
  const tags = new Map<string, Record<string, string>>();
  const pages = paginateGetAccountAuthorizationDetails(
    { client, pageSize: USERS_PAGE },
    { Filter: ['User'] },
  );
  for await (const page of pages)
    for (const user of listField(page.UserDetailList, 'UserDetailList', 'iam:GetAccountAuthorizationDetails'))
      if (user.UserName !== undefined) tags.set(user.UserName, tagField(user.Tags));
  return tags;
}
