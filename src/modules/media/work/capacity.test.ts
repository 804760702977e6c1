import { capacityFor } from './capacity';

test.each([
  ['in a dyno of 512 MB on shared cores', { cores: 8, memoryMb: 480 }, { encodes: 1, threads: 4, mb: 310 }],
  ['with one core and room to spare', { cores: 1, memoryMb: 4_000 }, { encodes: 1, threads: 1, mb: 3_830 }],
  ['with two cores and room for two', { cores: 2, memoryMb: 800 }, { encodes: 2, threads: 1, mb: 315 }],
  ['with four cores and room for two', { cores: 4, memoryMb: 800 }, { encodes: 2, threads: 2, mb: 315 }],
  ['with room for none: one is made all the same', { cores: 2, memoryMb: 100 }, { encodes: 1, threads: 2, mb: 310 }],
])('a worker encodes as much at once as cores and memory bear: %s', (_, { cores, memoryMb }, wanted) => {
  const { slots, threads, toolMemoryMb } = capacityFor({ concurrency: cores, memoryMb });
  expect({ encodes: slots.bulk, threads, mb: toolMemoryMb }).toEqual(wanted);
});
