import { sanitize } from '../model/sanitize.ts';
import { shownAddress } from './shown-address.ts';

/** An address that could not be stored, subscribed or unsubscribed. The others were. */
export interface Refused {
  address: string;
  error: Error;
}

/** A refused address as documents and logs name it: without the secret that a URL may contain. */
export interface ShownRefusal {
  address: string;
  why: string;
}

export function shownRefusal({ address, error }: Refused): ShownRefusal {
  return { address: sanitize(shownAddress(address), 120), why: sanitize(error.message, 300) };
}
