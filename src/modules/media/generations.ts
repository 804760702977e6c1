import { generationBeginnings } from './generation-beginnings';
import { generationOutcomes } from './generation-outcomes';
import type { Life } from './generation-steps';

export type { ReceivedSource } from './generation-steps';

export type Generations = ReturnType<typeof createGenerations>;

export function createGenerations(life: Life) {
  return { ...generationBeginnings(life), ...generationOutcomes(life) };
}
