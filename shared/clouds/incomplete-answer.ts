import { onceOnly } from './once-only.ts';

/** Code of problems of lists that a cloud answered, but not to their end. */
export const INCOMPLETE_LISTING = 'IncompleteListing';

/** A cloud answered without error, but its list is missing or cannot be read to the end. Nothing is absent then. */
export class IncompleteListing extends Error {
  override readonly name = INCOMPLETE_LISTING;
}

/** A successful response lacks a member that the cloud always gives. */
export class MissingMember extends Error {
  override readonly name = 'MissingMember';
  constructor(member: string, operation: string) {
    super(`${operation} answered without ${member}. Run again later.`);
  }
}

/**
 * Refuses a page token that an earlier page of the same listing had: the listing would never end.
 * @returns a function to call with the token of each page; `undefined` and an empty one end a listing.
 */
export function distinctTokens(operation: string): (token: string | undefined) => void {
  const refuseRepeated = onceOnly(
    () =>
      new IncompleteListing(
        `${operation} repeats a page token, so its list cannot be read to the end. Run again later.`,
      ),
  );
  return (token) => refuseRepeated(token === '' ? undefined : token);
}
