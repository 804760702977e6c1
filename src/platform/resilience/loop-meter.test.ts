import { type LoopMeter, startLoopMeter } from './loop-meter';

let atMs: number;
let worstMs: number;
let meter: LoopMeter;

beforeEach(() => {
  jest.useFakeTimers();
  atMs = 0;
  worstMs = 0;
  meter = startLoopMeter({
    lateAboveMs: 1_000,
    now: () => atMs,
    onLook: (worst) => {
      worstMs = worst;
    },
  });
});

afterEach(() => {
  meter.stop();
  jest.useRealTimers();
});

/** Looks that come when they are due. */
function pass(ms: number): void {
  for (let passed = 0; passed < ms; passed += 100) {
    atMs += 100;
    jest.advanceTimersByTime(100);
  }
}

/** The clock goes on, no timer fires. */
function block(ms: number): void {
  atMs += ms;
}

it('is not late while timers come in time, nor by less than the bound', () => {
  pass(500);
  block(900);
  expect(meter.isLate()).toBe(false);
  pass(100);
  expect([meter.isLate(), worstMs]).toEqual([false, 900]);
});

it('is late while a look is overdue, even before it comes', () => {
  pass(500);
  block(1_200);
  expect(meter.isLate()).toBe(true);
});

it('stays late for a second after a late look, and no longer', () => {
  block(2_000);
  pass(100);
  expect(meter.isLate()).toBe(true);
  pass(900);
  expect(meter.isLate()).toBe(true);
  pass(100);
  expect(meter.isLate()).toBe(false);
});

it('tells the worst of the last ten seconds, and forgets it after twenty', () => {
  block(2_000);
  pass(10_000);
  expect(worstMs).toBe(2_000);
  pass(11_000);
  expect(worstMs).toBe(0);
});

it('knows after a real block before anything that waited is read', async () => {
  jest.useRealTimers();
  const real = startLoopMeter({ lateAboveMs: 200 });
  await new Promise((resolve) => setTimeout(resolve, 150));
  const until = performance.now() + 600;
  while (performance.now() < until);
  // The phase after that in which sockets are read.
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(real.isLate()).toBe(true);
  real.stop();
});
