/**
 * An address as shown in messages, screens, logs and errors. The path of a webhook is often a secret (anyone who knows
 * the URL of a Slack incoming webhook can post to it), so only the host of an https address is shown.
 */
export function shownAddress(address: string): string {
  if (!/^https?:/i.test(address)) return address;
  const host = URL.canParse(address) ? new URL(address).host : 'an https address';
  return `https://${host}/…`;
}

/** Removes the address from an error about it: the cloud repeats it in some messages. */
export function withoutAddress(cause: unknown, address: string): Error {
  const { name, message } = cause instanceof Error ? cause : new Error('unknown error');
  const hidden = new Error(message.replaceAll(address, shownAddress(address)));
  hidden.name = name;
  return hidden;
}
