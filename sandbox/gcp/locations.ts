import type { GcpOperation } from './operation.ts';

/** `ListLocations` of one service. @param more locations that are not regions: `global`, `europe`. */
export function listLocations(service: string, permission: string, more: readonly string[]): GcpOperation {
  return {
    service,
    name: 'ListLocations',
    permission,
    route: /^\/v1\/projects\/(?<project>[^/]+)\/locations$/,
    answer: ({ project }) => ({
      locations: [...project.locations, ...more].map((locationId) => ({
        name: `projects/${project.id}/locations/${locationId}`,
        locationId,
      })),
    }),
  };
}
