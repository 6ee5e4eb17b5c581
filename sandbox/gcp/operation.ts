import type { Instant } from '../../shared/model/instant.ts';
import type { GcpEstate, GcpProject } from '../estate/gcp-estate.ts';
import { invalid } from './error.ts';

/** Context of an operation. */
export interface GcpSetting {
  estate: GcpEstate;
  now: Instant;
  query: URLSearchParams;
  /** Named parts of the path. */
  parts: Record<string, string>;
}

/** One method of Google's API. */
interface Method {
  /** First part of its host. */
  service: string;
  /** Its name in the gRPC service. */
  name: string;
  /** The permission that it needs. */
  permission: string;
  /** The path, with a named group for each part. */
  route: RegExp;
  /** Whether it would return or use secret material. */
  value?: boolean;
  method?: 'GET' | 'POST';
}

/** A method that reads one project. */
export interface GcpOperation extends Method {
  overall?: undefined;
  answer(setting: InProject): object | Promise<object>;
}

/** A method that reads across projects. */
export interface GcpOverallOperation extends Method {
  overall: true;
  answer(setting: GcpSetting): object | Promise<object>;
}

export type InProject = GcpSetting & { project: GcpProject };

/** Returns one page. The token is the encoded offset. @param most the service's maximum page size. */
export function gcpPage<T>(
  all: readonly T[],
  { query }: Pick<GcpSetting, 'query'>,
  { most, standard, sizeName = 'pageSize' }: { most: number; standard: number; sizeName?: string },
): { items: T[]; nextPageToken?: string } {
  const asked = Number(query.get(sizeName) ?? 0);
  if (!Number.isInteger(asked) || asked < 0) throw invalid(`Invalid ${sizeName}.`);
  const length = Math.min(asked === 0 ? standard : asked, most);
  const token = query.get('pageToken');
  const offset = token === null || token === '' ? 0 : readToken(token);
  const end = offset + length;
  const items = all.slice(offset, end);
  return end < all.length
    ? { items, nextPageToken: Buffer.from(`from-${end}`).toString('base64url') }
    : { items };
}

function readToken(token: string): number {
  const found = /^from-(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (found === null) throw invalid('The page token is not valid.');
  return Number(found[1]);
}

/** Computes a value once for a project, and caches it until the clock moves. */
export function perInstant<T>(
  make: (project: GcpProject, now: Instant) => T,
): (project: GcpProject, now: Instant) => T {
  const kept = new WeakMap<GcpProject, { now: Instant; made: T }>();
  return (project, now) => {
    const existing = kept.get(project);
    if (existing?.now === now) return existing.made;
    const made = make(project, now);
    kept.set(project, { now, made });
    return made;
  };
}
