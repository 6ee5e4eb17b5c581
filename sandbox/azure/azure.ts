import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Instant } from '../../shared/model/instant.ts';
import type { Calls } from '../calls.ts';
import type { AzureEstate } from '../estate/azure-estate.ts';
import type { Fault, Faults } from '../faults.ts';
import { AzureError, azureThrottled, errorBody, noSuchPath } from './azure-error.ts';
import { createEntra, type Entra } from './entra.ts';
import { graph } from './graph.ts';
import { hostsOf } from './hosts.ts';
import { keyVault, storeOf, vaultOperationActions, type Store } from './key-vault.ts';
import { manager } from './manager.ts';
import { createPrivateAuthority } from './private-authority.ts';
import type { AzureOperation, AzureRequest } from './request.ts';

/** The sandbox's Azure: a proxy that serves all of Azure's own host names. */
export interface AzureSandbox {
  /** Port of the proxy, for `HTTPS_PROXY=http://127.0.0.1:<port>`. */
  port: number;
  /** The authority that signed its certificates, in PEM; a client must trust it. */
  ca: string;
  close(): Promise<void>;
}

export interface AzureServices {
  estate: AzureEstate;
  now: () => Instant;
  faults: Faults;
  calls: Calls;
  /** Applied to the proxy before it listens. */
  protect?: ((server: Server) => void) | undefined;
}

/**
 * Serves the estate's Azure under Azure's own host names, so that a client needs no other addresses, no relaxed host
 * name check and no special code: it only needs a proxy setting and one more trusted authority.
 */
export async function startAzure(services: AzureServices): Promise<AzureSandbox> {
  const hosts = hostsOf(services.estate);
  const names = [hosts.login, hosts.manager, hosts.graph, `*${hosts.vaults}`, `*${hosts.hsms}`];
  const { ca, cert, key } = await createPrivateAuthority(names);
  const entra = await createEntra(services.estate);
  const tls = createTlsServer({ cert, key }, (request, response) => {
    void serve(services, entra, request, response);
  });
  const proxy = createServer((_request, response) => response.writeHead(405).end());
  const tunnels = new Set<Duplex>();
  proxy.on('connect', (request, socket) => {
    const host = (request.url ?? '').replace(/:\d+$/, '');
    if (!isServed(host, services.estate)) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    socket.on('error', () => socket.destroy());
    tunnels.add(socket);
    socket.on('close', () => tunnels.delete(socket));
    tls.emit('connection', socket);
  });
  services.protect?.(proxy);
  await new Promise<void>((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const address = proxy.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    ca,
    close: async () => {
      tls.closeAllConnections();
      // The proxy no longer knows them as connections.
      for (const tunnel of tunnels) tunnel.destroy();
      await closed(proxy);
    },
  };
}

/** The action or Graph permission that each operation needs, by `service:Operation`. Signing in needs none. */
export function azureOperationActions(): Map<string, string> {
  const vaults = [...vaultOperationActions()].map(
    ([operation, action]) => [`keyvault:${operation}`, action] as const,
  );
  return new Map([
    ...vaults,
    ['arm:QueryResources', 'Microsoft.ResourceGraph/resources/read'],
    ['arm:ListVaultSecrets', 'Microsoft.KeyVault/vaults/secrets/read'],
    ['arm:ListVaultKeys', 'Microsoft.KeyVault/vaults/keys/read'],
    ['graph:ListApplications', 'Application.Read.All'],
    ['graph:GetApplication', 'Application.Read.All'],
    ['graph:ListServicePrincipals', 'Application.Read.All'],
    ['graph:GetServicePrincipal', 'Application.Read.All'],
  ]);
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

/** From outside, the name of a vault behind a private endpoint cannot be resolved. */
function isServed(host: string, estate: AzureEstate): boolean {
  const { login, manager: arm, graph: directory } = hostsOf(estate);
  return [login, arm, directory].includes(host) || storeAt(host, estate) !== undefined;
}

function storeAt(host: string, estate: AzureEstate): Store | undefined {
  const { vaults, hsms } = hostsOf(estate);
  for (const subscription of estate.subscriptions) {
    const vault = subscription.vaults.find((each) => host === `${each.name.toLowerCase()}${vaults}`);
    if (vault !== undefined) return { subscription, vault, isHsm: false };
    const hsm = subscription.hsms.find((each) => host === `${each.name.toLowerCase()}${hsms}`);
    if (hsm !== undefined) return storeOf(subscription, hsm);
  }
  return undefined;
}

async function serve(
  services: AzureServices,
  entra: Entra,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const host = (message.headers.host ?? '').replace(/:\d+$/, '');
  if (host === hostsOf(services.estate).login) {
    await signIn(services, entra, message, response);
    return;
  }
  try {
    const body = await bodyOf(message);
    const url = new URL(message.url ?? '/', `https://${host}`);
    const request: AzureRequest = {
      method: message.method ?? 'GET',
      host,
      path: url.pathname,
      query: url.searchParams,
      body: parsed(body),
    };
    const operation = operationAt(request, services);
    await answer(services, entra, message, response, {
      operation,
      body: `${url.pathname}${url.search} ${body}`,
      host,
    });
  } catch (error) {
    if (message.destroyed && !message.complete) return;
    response.writeHead(500, { 'content-type': 'text/plain' });
    response.end(`the sandbox failed: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

function operationAt(request: AzureRequest, { estate, now }: AzureServices): AzureOperation {
  const setting = { estate, now: now() };
  const hosts = hostsOf(estate);
  if (request.host === hosts.manager) return manager(request, setting);
  if (request.host === hosts.graph) return graph(request, setting);
  const store = storeAt(request.host, estate);
  if (store === undefined) throw noSuchPath(request.path);
  return keyVault(request, setting, store);
}

async function signIn(
  { faults, calls, estate }: AzureServices,
  entra: Entra,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const operation = /\/token(\?|$)/.test(message.url ?? '') ? 'Token' : 'Metadata';
  const subject = { service: 'entra', operation, account: estate.tenantId, region: 'global' };
  const fault = await struck(faults, { ...subject, body: message.url ?? '' });
  if (fault?.kind === 'hang') return;
  response.once('finish', () =>
    calls.record({
      ...subject,
      status: response.statusCode,
      valueRead: false,
      ...(fault === undefined ? {} : { fault: fault.kind }),
    }),
  );
  if (fault === undefined) entra.handler(message, response);
  else
    write(
      response,
      fault.kind === 'throttle'
        ? azureThrottled()
        : new AzureError(500, fault.code ?? 'ServerError', 'AADSTS90033: A transient error has occurred.'),
    );
}

/** The fault that applies to this call, after any latency. */
async function struck(faults: Faults, subject: Parameters<Faults['strike']>[0]): Promise<Fault | undefined> {
  const striking = faults.strike(subject);
  for (const each of striking)
    if (each.kind === 'latency') await pause(each.ms ?? 0, undefined, { ref: false });
  return striking.find((each) => each.kind !== 'latency');
}

async function answer(
  { faults, calls, estate }: AzureServices,
  entra: Entra,
  message: IncomingMessage,
  response: ServerResponse,
  { operation, body, host }: { operation: AzureOperation; body: string; host: string },
): Promise<void> {
  const { service, account, location, valueRead } = operation;
  const subject = { service, operation: operation.operation, account, region: location };
  const record = (status: number, code?: string, fault?: Fault) =>
    calls.record({
      ...subject,
      status,
      valueRead,
      ...(code === undefined ? {} : { code }),
      ...(fault === undefined ? {} : { fault: fault.kind }),
    });
  const flaw = entra.flaw(message.headers.authorization, audienceOf(host, estate));
  if (flaw !== undefined) {
    record(401, 'Unauthorized');
    write(response, unauthorised(flaw, host, estate));
    return;
  }
  const fault = await struck(faults, { ...subject, body });
  try {
    if (fault?.kind === 'throttle') throw azureThrottled();
    // A token that expired while a list was being read.
    if (fault?.code === 'Unauthorized') throw unauthorised('the token has expired', host, estate);
    if (fault?.kind === 'deny' || valueRead) throw operation.denial();
    if (fault?.kind === 'error')
      throw new AzureError(500, fault.code ?? 'InternalServerError', 'An internal error occurred.');
    const content = JSON.stringify(operation.answer());
    record(200, undefined, fault);
    send(response, 200, content, fault);
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    record(error.status, error.code, fault);
    if (fault?.kind === 'hang') return;
    write(response, error);
  }
}

function audienceOf(host: string, estate: AzureEstate): string {
  const { manager: arm, graph: directory, hsms, hsmAudience, vaultAudience } = hostsOf(estate);
  if (host === arm || host === directory) return `https://${host}`;
  return host.endsWith(hsms) ? hsmAudience : vaultAudience;
}

/** The response to a client without a token names the tenant's sign-in, which is how Key Vault's SDK finds it. */
function unauthorised(flaw: string, host: string, estate: AzureEstate): AzureError {
  const audience = audienceOf(host, estate);
  const said = flaw.startsWith('the token is for ')
    ? `AKV10022: Invalid audience. Expected ${audience}, found: ${flaw.slice('the token is for '.length)}.`
    : `AKV10000: Request is missing a Bearer or PoP token: ${flaw}.`;
  return new AzureError(401, 'Unauthorized', said, {
    headers: {
      'www-authenticate': `Bearer authorization="https://${hostsOf(estate).login}/${estate.tenantId}", resource="${audience}"`,
    },
  });
}

function write(response: ServerResponse, error: AzureError): void {
  response.writeHead(error.status, { 'content-type': 'application/json', ...error.headers });
  response.end(JSON.stringify(errorBody(error)));
}

function send(response: ServerResponse, status: number, content: string, fault: Fault | undefined): void {
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'drop-after') {
    response.destroy();
    return;
  }
  const bytes = Buffer.from(fault?.kind === 'garbage' ? '<<<{"this is": no answer]' : content);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
  });
  if (fault?.kind !== 'truncate') {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function parsed(body: string): Record<string, unknown> {
  if (body === '') return {};
  const value: unknown = JSON.parse(body);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
