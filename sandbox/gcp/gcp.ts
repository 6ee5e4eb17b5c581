import { setTimeout as pause } from 'node:timers/promises';
import type { Calls } from '../calls.ts';
import type { GcpEstate, GcpProject } from '../estate/gcp-estate.ts';
import type { Fault, Faults } from '../faults.ts';
import type { Memory } from '../memory.ts';
import { listAssets } from './assets.ts';
import { denies } from './denials.ts';
import { apiDisabled, GcpRefusal, notFound, permissionDenied, projectDeleted, throttled } from './error.ts';
import { listLocations } from './locations.ts';
import type { GcpOperation, GcpOverallOperation } from './operation.ts';
import { projectOf, searchProjects } from './projects.ts';
import { API_KEYS } from './api-keys.ts';
import { CERTIFICATES } from './certificates.ts';
import { IAM } from './iam.ts';
import { KMS } from './kms.ts';
import { SECRET_MANAGER } from './secret-manager.ts';
import { gcpTokens, type GcpTokens } from './sign-in.ts';

/** One call, by REST or gRPC. */
export interface GcpCall {
  /** First part of the host; undefined if unknown: then only the path decides. */
  service: string | undefined;
  method: string;
  path: string;
  query: URLSearchParams;
}

export interface Gcp {
  tokens: GcpTokens;
  /** Answers the call after applying injected faults. @throws {GcpRefusal} as the service would. */
  answer(asked: GcpCall, allow: () => void): Promise<{ body: object; fault: Fault | undefined }>;
}

const OPERATIONS: readonly GcpOperation[] = [
  ...SECRET_MANAGER,
  ...KMS,
  ...IAM,
  ...API_KEYS,
  ...CERTIFICATES,
  listLocations('secretmanager', 'secretmanager.locations.list', []),
  listLocations('cloudkms', 'cloudkms.locations.list', ['global', 'europe']),
];

/** Operations that belong to no project. */
const OVERALL: readonly GcpOverallOperation[] = [
  {
    overall: true,
    service: 'cloudresourcemanager',
    name: 'SearchProjects',
    permission: 'resourcemanager.projects.get',
    route: /^\/v3\/projects:search$/,
    answer: searchProjects,
  },
  {
    overall: true,
    service: 'cloudasset',
    name: 'ListAssets',
    permission: 'cloudasset.assets.listResource',
    route: /^\/v1\/(?:organizations\/(?<organisation>\d+)|projects\/(?<project>[^/]+))\/assets$/,
    answer: listAssets,
  },
];

/** The permission that each operation needs, by `service:Operation`. */
export function gcpOperationPermissions(): Map<string, string> {
  return new Map(
    [...OVERALL, ...OPERATIONS].map(({ service, name, permission }) => [`${service}:${name}`, permission]),
  );
}

/** The Google services of an estate. */
export function createGcp(estate: GcpEstate, memory: Memory, faults: Faults, calls: Calls): Gcp {
  return {
    tokens: gcpTokens(estate),
    async answer(asked, allow) {
      const found = route(asked);
      const { operation, parts } = found ?? {};
      const now = memory.kept.now;
      const project = parts?.['project'] === undefined ? undefined : projectOf(estate, parts['project'], now);
      const subject = {
        service: operation?.service ?? asked.service ?? 'unknown',
        operation: operation?.name ?? 'unknown',
        account: project?.id ?? '-',
        region: parts?.['location'] ?? 'global',
      };
      const struck = faults.strike({ ...subject, body: decodeURIComponent(asked.path) });
      for (const each of struck)
        if (each.kind === 'latency') await pause(each.ms ?? 0, undefined, { ref: false });
      const fault = struck.find(({ kind }) => kind !== 'latency') ?? struck[0];
      const record = (status: number, code?: string) =>
        calls.record({
          ...subject,
          status,
          valueRead: operation?.value === true,
          ...(code === undefined ? {} : { code }),
          ...(fault === undefined ? {} : { fault: fault.kind }),
        });
      try {
        if (operation === undefined || parts === undefined) throw notFound(asked.path);
        allow();
        raise(fault, operation, asked.path);
        const setting = { estate, now, query: asked.query, parts };
        const body = operation.overall
          ? await operation.answer(setting)
          : await operation.answer({ ...setting, project: open(operation, project, asked.path, now) });
        record(200);
        return { body, fault };
      } catch (error) {
        if (error instanceof GcpRefusal) record(error.httpStatus, error.code);
        throw error;
      }
    },
  };
}

type Routed = { operation: GcpOperation | GcpOverallOperation; parts: Record<string, string> };

function route({ service, method, path }: GcpCall): Routed | undefined {
  for (const operation of [...OVERALL, ...OPERATIONS]) {
    if (service !== undefined && operation.service !== service) continue;
    if ((operation.method ?? 'GET') !== method) continue;
    const match = operation.route.exec(path);
    if (match === null) continue;
    const parts = Object.entries(match.groups ?? {}).flatMap(([name, part]) =>
      part === undefined ? [] : [[name, decodeURIComponent(part)] as const],
    );
    return { operation, parts: Object.fromEntries(parts) };
  }
  return undefined;
}

function raise(
  fault: Fault | undefined,
  { service, permission }: GcpOperation | GcpOverallOperation,
  path: string,
): void {
  if (fault?.kind === 'throttle') throw throttled(`${service}.googleapis.com`);
  if (fault?.kind === 'deny') throw permissionDenied(permission, path, `${service}.googleapis.com`);
  if (fault?.kind === 'error')
    throw new GcpRefusal(
      fault.code === undefined ? 503 : 500,
      fault.code ?? 'UNAVAILABLE',
      'The service is currently unavailable.',
    );
}

/** The project, if its API is enabled and the caller has access. */
function open(
  { service, permission, value }: GcpOperation,
  project: GcpProject | undefined,
  path: string,
  now: string,
): GcpProject {
  const api = `${service}.googleapis.com`;
  // Google returns the same error for a missing project and for one without access.
  if (project === undefined) throw permissionDenied(permission, path, api);
  if (project.deletedAt !== undefined && project.deletedAt <= now) throw projectDeleted(project.id);
  if (project.disabledApis?.includes(api) === true) throw apiDisabled(api, project.number);
  // The sandbox holds metadata only.
  if (value === true || denies(project, permission, path)) throw permissionDenied(permission, path, api);
  return project;
}
