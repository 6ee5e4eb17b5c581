/**
 * An address as messages and screens may show it. The path of a webhook is often a secret of its own (a Slack
 * incoming webhook posts for whoever knows it), so of an https address only the host is shown.
 */
export function shownAddress(address: string): string {
  if (!/^https?:/i.test(address)) return address;
  const host = URL.canParse(address) ? new URL(address).host : 'an https address';
  return `https://${host}/…`;
}
