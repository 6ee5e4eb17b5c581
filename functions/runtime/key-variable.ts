/** The environment variable that holds the ARN of a key that the function declares: `review-links` → `KEY_REVIEW_LINKS`. */
export function keyVariable(name: string): string {
  return `KEY_${name.toUpperCase().replaceAll('-', '_')}`;
}
