import { CloudError } from './cloud-error.ts';

type Input = Record<string, unknown>;

/** A string member; undefined if absent. */
export function text(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
}

/** A required member. */
export function required(input: Input, name: string, code = 'ValidationException'): string {
  const value = text(input, name);
  if (value === undefined || value === '')
    throw new CloudError(code, `Value at '${name}' failed to satisfy constraint: Member must not be null`);
  return value;
}

export function flag(input: Input, name: string): boolean {
  return input[name] === true || input[name] === 'true';
}

/** A list of strings; undefined if the member is absent. */
export function texts(input: Input, name: string): string[] | undefined {
  const value = input[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined;
}

/** A page size: the member if present, from 1 to `most`. */
export function size(
  input: Input,
  name: string,
  most: number,
  standard: number,
  code = 'ValidationException',
) {
  const value = input[name];
  if (value === undefined) return standard;
  const asked = Number(value);
  if (!Number.isInteger(asked) || asked < 1 || asked > most)
    throw new CloudError(
      code,
      `Value '${JSON.stringify(value)}' at '${name}' failed to satisfy constraint: Member must have value between 1 and ${most}`,
    );
  return asked;
}

/** Returns one page; the token is the encoded offset. */
export function page<T>(all: readonly T[], token: string | undefined, length: number, code: string) {
  const offset = token === undefined ? 0 : readToken(token, code);
  const end = offset + length;
  return { items: all.slice(offset, end), next: end < all.length ? makeToken(end) : undefined };
}

function makeToken(offset: number): string {
  return Buffer.from(`from-${offset}`).toString('base64url');
}

function readToken(token: string, code: string): number {
  const found = /^from-(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (found === null) throw new CloudError(code, 'The pagination token is not valid.');
  return Number(found[1]);
}
