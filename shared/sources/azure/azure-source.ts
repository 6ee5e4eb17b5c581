import type { AzureSession } from '../../clouds/azure/session.ts';
import type { Source } from '../contract.ts';

/**
 * A source of Azure, with what one reading of it covers. A vault is a location of its own, by its name, since each has
 * its own address, firewall and access; what a subscription or the tenant keeps in one place is `global`. The tenant is
 * an account of its own (`azure#<tenant id>`): applications belong to no subscription.
 */
export interface AzureSource extends Source<AzureSession> {
  per: 'vault' | 'managed-hsm' | 'subscription' | 'tenant';
}
