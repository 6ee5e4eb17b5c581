import { createRequire } from 'node:module';
import { callbackify } from 'node:util';
import * as grpc from '@grpc/grpc-js';
import * as protoLoader from '@grpc/proto-loader';
import { GcpRefusal } from './error.ts';
import type { Gcp } from './gcp.ts';

/** The services whose protocol Google's own packages define, with the REST path of each method. */
const SERVICES = [
  {
    protos: '@google-cloud/secret-manager/build/protos/protos.json',
    service: 'google.cloud.secretmanager.v1.SecretManagerService',
    host: 'secretmanager',
    methods: {
      listSecrets: ({ parent }) => `/v1/${parent}/secrets`,
      getSecret: ({ name }) => `/v1/${name}`,
      listSecretVersions: ({ parent }) => `/v1/${parent}/versions`,
      accessSecretVersion: ({ name }) => `/v1/${name}:access`,
    },
  },
  {
    protos: '@google-cloud/kms/build/protos/protos.json',
    service: 'google.cloud.kms.v1.KeyManagementService',
    host: 'cloudkms',
    methods: {
      listKeyRings: ({ parent }) => `/v1/${parent}/keyRings`,
      listCryptoKeys: ({ parent }) => `/v1/${parent}/cryptoKeys`,
      getCryptoKey: ({ name }) => `/v1/${name}`,
      listCryptoKeyVersions: ({ parent }) => `/v1/${parent}/cryptoKeyVersions`,
      decrypt: ({ name }) => `/v1/${name}:decrypt`,
    },
  },
] as const satisfies readonly {
  protos: string;
  service: string;
  host: string;
  methods: Record<string, (request: Record<string, string>) => string>;
}[];

export interface GrpcSandbox {
  port: number;
  close(): void;
}

/**
 * Answers Google's gRPC clients without TLS on 127.0.0.1: Google's own packages define the protocol, the responses are
 * those of REST. Without TLS a client sends no token, so sign-in is tested over REST.
 */
export async function startGrpc(gcp: Gcp): Promise<GrpcSandbox> {
  const server = new grpc.Server();
  for (const { protos, service, host, methods } of SERVICES)
    server.addService(definitionOf(protos, service), implementation(gcp, host, methods));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

const OPTIONS: protoLoader.Options = { longs: String, enums: String, defaults: false, oneofs: true };
const load = createRequire(import.meta.url);

function definitionOf(protos: string, service: string): grpc.ServiceDefinition {
  const packages = grpc.loadPackageDefinition(protoLoader.fromJSON(load(protos), OPTIONS));
  let found: unknown = packages;
  for (const part of service.split('.'))
    found = typeof found === 'object' && found !== null ? Reflect.get(found, part) : undefined;
  if (typeof found !== 'function' || !isClient(found)) throw new Error(`no service ${service} in ${protos}`);
  return found.service;
}

function isClient(found: object): found is grpc.ServiceClientConstructor {
  return 'service' in found;
}

function implementation(
  gcp: Gcp,
  host: string,
  methods: Readonly<Record<string, (request: Record<string, string>) => string>>,
): grpc.UntypedServiceImplementation {
  const entries = Object.entries(methods).map(([name, pathOf]) => {
    const method = name === 'decrypt' ? 'POST' : 'GET';
    const answer = callbackify(async (request: Record<string, string>): Promise<object> => {
      const query = new URLSearchParams();
      for (const member of ['pageSize', 'pageToken', 'filter'])
        if (request[member] !== undefined) query.set(member, request[member]);
      const asked = { service: host, method, path: pathOf(request), query };
      return asMessage((await gcp.answer(asked, () => undefined)).body);
    });
    const handle: grpc.handleUnaryCall<Record<string, string>, object> = ({ request }, callback) =>
      answer(request, (error: Error | null, body) => {
        if (error === null) callback(null, body);
        else callback(refused(error));
      });
    return [name, handle] as const;
  });
  return Object.fromEntries(entries);
}

/** REST writes times and durations as text, gRPC as seconds. */
function asMessage(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, memberOf(name, each)]));
}

function memberOf(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => memberOf(name, each));
  if (typeof value === 'object' && value !== null) return name === 'labels' ? value : asMessage(value);
  if (typeof value !== 'string') return value;
  if (name.endsWith('Time')) return { seconds: String(Date.parse(value) / 1000), nanos: 0 };
  const seconds = /^(\d+)s$/.exec(value)?.[1];
  return seconds !== undefined && /(Period|Ttl|Duration)$/.test(name) ? { seconds, nanos: 0 } : value;
}

const CODES: Readonly<Record<string, grpc.status>> = {
  INVALID_ARGUMENT: grpc.status.INVALID_ARGUMENT,
  NOT_FOUND: grpc.status.NOT_FOUND,
  PERMISSION_DENIED: grpc.status.PERMISSION_DENIED,
  RESOURCE_EXHAUSTED: grpc.status.RESOURCE_EXHAUSTED,
  UNAUTHENTICATED: grpc.status.UNAUTHENTICATED,
  UNAVAILABLE: grpc.status.UNAVAILABLE,
};

function refused(error: Error): grpc.ServiceError {
  const details = error.message;
  const code =
    error instanceof GcpRefusal ? (CODES[error.status] ?? grpc.status.UNKNOWN) : grpc.status.INTERNAL;
  return Object.assign(new Error(details), { code, details, metadata: new grpc.Metadata() });
}
