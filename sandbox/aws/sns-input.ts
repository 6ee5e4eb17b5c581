import { CloudError } from '../wire/cloud-error.ts';

/** The error that SNS returns for almost every invalid input. */
export function invalid(message: string): CloudError {
  return new CloudError('InvalidParameter', `Invalid parameter: ${message}`);
}

export function missing(message: string): CloudError {
  return new CloudError('NotFound', message, 404);
}

/** `Attributes.entry.1.key`, `Attributes.entry.1.value` … as a record. */
export function entries(
  input: Record<string, unknown>,
  list: string,
  key = 'key',
  value = 'value',
): Record<string, string> {
  const found: Record<string, string> = {};
  for (let index = 1; ; index++) {
    const name = input[`${list}.${index}.${key}`];
    if (typeof name !== 'string') return found;
    const given = input[`${list}.${index}.${value}`];
    found[name] = typeof given === 'string' ? given : '';
  }
}
