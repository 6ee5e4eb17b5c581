import { errorText } from '../../model/error-text.ts';
import type { AuthorityHost } from './endpoints.ts';

/** Entra gave no token. The cause is the error of the library that signs in. */
export class EntraSignInRefused extends Error {
  override readonly name = 'EntraSignInRefused';
  /** Where the sign-in was made. */
  readonly authorityHost: AuthorityHost;
  constructor(cause: unknown, authorityHost: AuthorityHost) {
    super(errorText(cause), { cause });
    this.authorityHost = authorityHost;
  }
}
