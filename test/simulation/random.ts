/** Numbers that depend on a seed alone. */
export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** From 0 up to `below`. */
  int(below: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
}

/** mulberry32: 32 bits of state, which is enough to choose faults. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (below: number) => Math.floor(next() * below);
  return { next, int, pick: (from) => from[int(from.length)] ?? from[0] };
}

/** A number from 0 up to 1 for a text: the same in every order of calls. */
export function chanceOf(seed: number, text: string): number {
  let hash = 2_166_136_261 ^ seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  return randomOf(hash).next();
}
