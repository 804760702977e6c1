import { requireRan, ToolEnded } from './require-ran';
import type { ToolResult } from './run-tool';

const result = (more: Partial<ToolResult>): ToolResult => ({ exitCode: null, stopped: null, errorTail: '', ...more });
const endOf = (more: Partial<ToolResult>): unknown => {
  try {
    requireRan(result(more));
    return 'ran';
  } catch (error) {
    return error instanceof ToolEnded ? { outOfTime: error.outOfTime } : error;
  }
};

test.each([null, 126, 127, 134, 137, 139, 143, 255])('a tool that ended with %p did not judge the file', (exitCode) => {
  expect(endOf({ exitCode })).toEqual({ outOfTime: false });
});

test('a tool that used up its time says so, whoever measured it', () => {
  expect(endOf({ exitCode: 152 })).toEqual({ outOfTime: true });
  expect(endOf({ stopped: 'wall_clock' })).toEqual({ outOfTime: true });
  expect(endOf({ stopped: 'stalled' })).toEqual({ outOfTime: true });
});

test('what a tool says itself is a judgement', () => {
  expect([0, 1, 69, 183].map((exitCode) => endOf({ exitCode }))).toEqual(['ran', 'ran', 'ran', 'ran']);
  expect(endOf({ stopped: 'too_much_output' })).toBe('ran');
});

test('a tool that we ended on purpose ends as the purpose says', () => {
  const reason = new Error('stopping');
  expect(() => requireRan(result({ stopped: 'aborted' }), AbortSignal.abort(reason))).toThrow(reason);
});
