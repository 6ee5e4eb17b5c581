import { describe, expect, it } from 'vitest';
import { shownAddress, withoutAddress } from '../../../shared/contacts/shown-address.ts';

const HOOK = 'https://hooks.example.com/services/T0/S3CRET';

describe('shownAddress', () => {
  it.each([
    [HOOK, 'https://hooks.example.com/…'],
    ['https://user:pass@hooks.example.com:8443/x?key=S3CRET', 'https://hooks.example.com:8443/…'],
    ['HTTPS://not a url', 'https://an https address/…'],
    ['pay@example.com', 'pay@example.com'],
  ])('shows %s as %s', (address, shown) => {
    expect(shownAddress(address)).toBe(shown);
  });
});

describe('withoutAddress', () => {
  it('removes the address from the cloud’s message', () => {
    const hidden = withoutAddress(new TypeError(`Invalid parameter: Endpoint ${HOOK}`), HOOK);
    expect(hidden.message).toBe('Invalid parameter: Endpoint https://hooks.example.com/…');
    expect(hidden.name).toBe('TypeError');
    expect(String(hidden.stack)).not.toContain('S3CRET');
  });
});
