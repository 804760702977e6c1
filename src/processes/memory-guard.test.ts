import { silentLogger } from '../platform/observability';
import { guardMemory } from './memory-guard';

const mebibyte = 1024 ** 2;
let residentMb: number;
let left: number;
let stop: () => void;

beforeEach(() => {
  jest.useFakeTimers();
  left = 0;
  stop = guardMemory({
    limitMb: 480,
    logger: silentLogger,
    leave: () => {
      left++;
    },
    residentBytes: () => residentMb * mebibyte,
  });
});

afterEach(() => {
  stop();
  jest.useRealTimers();
});

function look(...megabytes: number[]): number {
  for (const each of megabytes) {
    residentMb = each;
    jest.advanceTimersByTime(2_000);
  }
  return left;
}

it('leaves once when a process stays above nine tenths of its limit', () => {
  expect(look(440, 440)).toBe(0);
  expect(look(440)).toBe(1);
  expect(look(440, 440, 440, 440)).toBe(1);
});

it('lets peaks go by, and all that is below', () => {
  expect(look(430, 430, 430, 430, 600, 600, 430, 600, 600, 430)).toBe(0);
});
