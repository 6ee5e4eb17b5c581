/**
 * The audience that Entra requires in a federated credential's token. Source: Entra documentation, workload
 * identity federation.
 */
export const ENTRA_AUDIENCE = 'api://AzureADTokenExchange';
