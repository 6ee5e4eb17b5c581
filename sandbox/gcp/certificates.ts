import { gcpCertificateFacts, gcpSslCertificateFacts } from './certificate-facts.ts';
import { notFound } from './error.ts';
import { gcpPage, type GcpOperation } from './operation.ts';

const MANAGER = String.raw`^/v1/projects/(?<project>[^/]+)/locations/(?<location>[^/]+)/certificates`;
const COMPUTE = String.raw`^/compute/v1/projects/(?<project>[^/]+)/`;

/** Certificate Manager v1, and sslCertificates of Compute Engine v1. */
export const CERTIFICATES: readonly GcpOperation[] = [
  {
    service: 'certificatemanager',
    name: 'ListCertificates',
    permission: 'certificatemanager.certs.list',
    route: new RegExp(`${MANAGER}$`),
    answer: async (setting) => {
      const wanted = setting.parts['location'];
      const all = (await gcpCertificateFacts(setting.project, setting.now)).filter(
        ({ location }) => wanted === '-' || wanted === location,
      );
      const { items, ...next } = gcpPage(all, setting, { most: 500, standard: 500 });
      return { certificates: items.map(({ certificate }) => certificate), ...next };
    },
  },
  {
    service: 'certificatemanager',
    name: 'GetCertificate',
    permission: 'certificatemanager.certs.get',
    route: new RegExp(`${MANAGER}/(?<name>[^/:]+)$`),
    answer: async ({ project, now, parts }) => {
      const name = `projects/${project.id}/locations/${parts['location']}/certificates/${parts['name']}`;
      const found = (await gcpCertificateFacts(project, now)).find(
        ({ certificate }) => certificate.name === name,
      );
      if (found === undefined) throw notFound(name);
      return found.certificate;
    },
  },
  {
    service: 'compute',
    name: 'AggregatedListSslCertificates',
    permission: 'compute.sslCertificates.list',
    route: new RegExp(`${COMPUTE}aggregated/sslCertificates$`),
    answer: async (setting) => {
      const all = await gcpSslCertificateFacts(setting.project, setting.now);
      const { items, ...next } = gcpPage(all, setting, { most: 500, standard: 500, sizeName: 'maxResults' });
      const scopes = ['global', ...setting.project.locations.map((region) => `regions/${region}`)];
      const byScope = scopes.map((scope) => {
        const here = items.filter(
          ({ location }) => (location === 'global' ? location : `regions/${location}`) === scope,
        );
        return [
          scope,
          here.length > 0
            ? { sslCertificates: here.map(({ certificate }) => certificate) }
            : emptyScope(scope),
        ];
      });
      return { kind: 'compute#sslCertificateAggregatedList', items: Object.fromEntries(byScope), ...next };
    },
  },
  {
    service: 'compute',
    name: 'GetSslCertificate',
    permission: 'compute.sslCertificates.get',
    route: new RegExp(`${COMPUTE}(?:global|regions/(?<location>[^/]+))/sslCertificates/(?<name>[^/]+)$`),
    answer: async ({ project, now, parts }) => {
      const found = (await gcpSslCertificateFacts(project, now)).find(
        ({ certificate, location }) =>
          certificate.name === parts['name'] && location === (parts['location'] ?? 'global'),
      );
      if (found === undefined) throw notFound(`projects/${project.id}/sslCertificates/${parts['name']}`);
      return found.certificate;
    },
  },
];

function emptyScope(scope: string): object {
  return {
    warning: {
      code: 'NO_RESULTS_ON_PAGE',
      message: `There are no results for scope '${scope}' on this page.`,
    },
  };
}
