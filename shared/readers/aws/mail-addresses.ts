/** The addresses in a free text, and what is none. */
export interface Addresses {
  addresses: string[];
  rest: string[];
}

/**
 * The e-mail addresses in a free text: a tag has no lists, so people separate them by spaces, colons, commas or
 * semicolons (values of AWS tags may hold the first two, "Tagging your AWS resources"). Pure.
 */
export function addressesIn(text: string): Addresses {
  const parts = [...new Set(text.split(/[\s:,;]+/).filter((part) => part !== ''))];
  const isMail = (part: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(part);
  return { addresses: parts.filter(isMail), rest: parts.filter((part) => !isMail(part)) };
}
