import type { AzureSession } from '../../clouds/azure/session.ts';
import type { Source } from '../contract.ts';

/**
 * An Azure source, with the scope of its targets. Each vault is a separate location, by name, since each has its
 * own URL, firewall and access; the location of everything else is `global`. The tenant is a separate account
 * (`azure#<tenant id>`), since applications belong to no subscription.
 */
export interface AzureSource extends Source<AzureSession> {
  per: 'vault' | 'managed-hsm' | 'subscription' | 'tenant';
}
