/** Gives numbers from 0 to 1 that look like chance and are the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The first of them. */
export function randomNumbers(seed: number, count: number): number[] {
  return Array.from({ length: count }, randomFrom(seed));
}
