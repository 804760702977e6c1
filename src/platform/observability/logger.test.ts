import { createLogger, logWarnings } from './logger';

test('what Node warns of is an entry of the log', () => {
  const before = process.listeners('warning');
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  logWarnings(createLogger({ process: 'web', level: 'info', destination }));
  process.emit('warning', new Error('will soon\nrequire more'));
  process.removeAllListeners('warning');
  for (const listener of before) process.on('warning', listener);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'warn', message: 'Node warns', process: 'web' }),
  ]);
  expect(lines[0]).toContain('will soon\\nrequire more');
});
