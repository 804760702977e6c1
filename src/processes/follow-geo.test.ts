import { followEveryMs, followGeo } from './follow-geo';

it('looks for newer country data at once and again and again, until it is told to stop', () => {
  jest.useFakeTimers();
  const refresh = jest.fn();
  const stop = followGeo({ refresh });
  expect(refresh).toHaveBeenCalledTimes(1);
  jest.advanceTimersByTime(3 * followEveryMs);
  expect(refresh).toHaveBeenCalledTimes(4);
  stop();
  jest.advanceTimersByTime(3 * followEveryMs);
  expect(refresh).toHaveBeenCalledTimes(4);
  jest.useRealTimers();
});
