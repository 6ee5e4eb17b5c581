/** The audience that Entra asks of a federated credential. Source: Entra documentation, workload identity federation. */
export const ENTRA_AUDIENCE = 'api://AzureADTokenExchange';
