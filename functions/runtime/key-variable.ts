/** The environment variable with the ARN of a key declared by the function: `review-links` → `KEY_REVIEW_LINKS`. */
export function keyVariable(name: string): string {
  return `KEY_${name.toUpperCase().replaceAll('-', '_')}`;
}
