import type { Skc } from '../../model/skc.ts';
import { accountIdOf } from '../../model/target.ts';

/** URL of a page of the Google Cloud console. @param path Path without query. */
export function gcpConsole({ account }: Pick<Skc, 'account'>, path: string): string {
  return `https://console.cloud.google.com/${path}?project=${encodeURIComponent(accountIdOf(account))}`;
}
