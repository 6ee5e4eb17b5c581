import { describe, expect, it } from 'vitest';
import { recentClients } from '../../../../shared/clouds/azure/recent-clients.ts';
import { RETRIES } from '../../../../shared/clouds/azure/requests.ts';

class Client {
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }
}
class Other extends Client {}

const open = () =>
  recentClients({ getToken: () => Promise.resolve(null) }, { retryOptions: RETRIES, additionalPolicies: [] });

describe('clients of vaults', () => {
  it('are one for each class and vault while the vault is read', () => {
    const client = open();
    const first = client(Client, 'https://one');
    expect(first.url).toBe('https://one');
    expect(client(Client, 'https://one')).toBe(first);
    expect(client(Other, 'https://one')).not.toBe(first);
    expect(client(Client, 'https://two')).not.toBe(first);
  });

  it('are released for the least recently used vaults', () => {
    const client = open();
    const kept = client(Client, 'https://kept');
    const forgotten = client(Client, 'https://forgotten');
    for (let index = 0; index < 11; index++) {
      client(Client, `https://other-${index}`);
      expect(client(Client, 'https://kept')).toBe(kept);
    }
    expect(client(Client, 'https://forgotten')).not.toBe(forgotten);
  });
});
