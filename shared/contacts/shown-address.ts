/**
 * An address as messages, screens, logs and errors may show it. The path of a webhook is often a secret of its own
 * (anyone who knows a Slack incoming webhook can post to it), so of an https address only the host is shown.
 */
export function shownAddress(address: string): string {
  if (!/^https?:/i.test(address)) return address;
  const host = URL.canParse(address) ? new URL(address).host : 'an https address';
  return `https://${host}/…`;
}

/** An error of a call about an address, without the address: the cloud repeats it in some messages. */
export function withoutAddress(cause: unknown, address: string): Error {
  const { name, message } = cause instanceof Error ? cause : new Error('unknown error');
  const hidden = new Error(message.replaceAll(address, shownAddress(address)));
  hidden.name = name;
  return hidden;
}
