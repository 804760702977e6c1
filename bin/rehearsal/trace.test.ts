import { judgeLog } from './trace';

test('a log is judged by its longest line, by what is no JSON, and by the secrets it shows', () => {
  const long = JSON.stringify({ msg: 'ä'.repeat(5_000) }); // 5,000 letters of two bytes
  const lines = ['{"msg":"Started"}', 'Error: not JSON', long, '{"url":"redis://:sesame@host"}'];
  expect(judgeLog(lines, ['sesame'])).toEqual({ lines: 4, longest: 10_010, others: 2, secrets: 1 });
  expect(judgeLog([], ['sesame'])).toEqual({ lines: 0, longest: 0, others: 0, secrets: 0 });
});
