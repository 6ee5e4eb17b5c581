/**
 * Refuses a page token or link that an earlier page of the same listing had: the listing would never end.
 * @param repeated The error to throw, given how many were seen before.
 * @returns a function to call with the token of each page; undefined ends a listing.
 */
export function onceOnly(repeated: (seen: number) => Error): (token: string | undefined) => void {
  const seen = new Set<string>();
  return (token) => {
    if (token === undefined) return;
    if (seen.has(token)) throw repeated(seen.size);
    seen.add(token);
  };
}
