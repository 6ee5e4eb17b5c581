/** A small seeded generator of pseudo-random numbers: the same seed produces the same estate on every machine. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  chance(of: number): boolean;
  /** A text of the given length from the alphabet. */
  text(alphabet: string, length: number): string;
}

const HEX = '0123456789abcdef';

/** Weyl sequence with a multiplicative mixing step, on 32 bits. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
  };
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    whole,
    pick: (from) => from[whole(0, from.length - 1)] ?? from[0],
    chance: (of) => next() < of,
    text: (alphabet, length) => {
      let made = '';
      for (let index = 0; index < length; index++) made += alphabet.charAt(whole(0, alphabet.length - 1));
      return made;
    },
  };
}

/** An identifier in the form of a UUID. */
export function uuid(from: Random): string {
  const hex = from.text(HEX, 32);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}

/** The id of a multi-region key. */
export function multiRegionKeyId(from: Random): string {
  return `mrk-${from.text(HEX, 32)}`;
}

/** The id of an access key: AKIA and 16 characters. */
export function accessKeyId(from: Random): string {
  return `AKIA${from.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`;
}

/** The six characters at the end of a secret's ARN. */
export function secretSuffix(from: Random): string {
  return from.text('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 6);
}
