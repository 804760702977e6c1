import { guards, holdsOnce } from '../support/crash/unguarded';
import { contentOf } from './source-files';

// The fault suite takes these away, which costs minutes to find out about a text that has moved.
test.each(Object.entries(guards))('the guard %s stands where the fault suite takes it away', (_, places) => {
  for (const { file, replace } of places) expect([file, holdsOnce(contentOf(file), replace)]).toEqual([file, true]);
});

test('a guard that is not there, or there twice, is noticed', () => {
  expect([holdsOnce('a', 'b'), holdsOnce('b b', 'b'), holdsOnce('a b', 'b')]).toEqual([false, false, true]);
});
