import { resolve } from 'node:path';
import { parseUpOptions } from './up-options';

test('without options everything is in .local, with the demo, on a port to be chosen', () => {
  expect(parseUpOptions([])).toMatchObject({ port: null, demo: true, services: false, rtmpPort: null });
});

test('a folder is where the person stands, not where the checkout is', () => {
  const before = process.env.SHOWRUNNER_CALLED_FROM;
  process.env.SHOWRUNNER_CALLED_FROM = '/somewhere';
  try {
    expect(parseUpOptions(['--data', 'films'])).toMatchObject({ dataDir: resolve('/somewhere/films') });
  } finally {
    if (before === undefined) delete process.env.SHOWRUNNER_CALLED_FROM;
    else process.env.SHOWRUNNER_CALLED_FROM = before;
  }
});

test.each([
  [['--port', 'x'], '--port needs a port number from 1 to 65535, not "x".'],
  [['--port', '70000'], '--port needs a port number'],
  [['--rtmp', '0'], '--rtmp needs a port number'],
  [['--prot', '3000'], 'bin/up [options]'],
  [['extra'], 'bin/up [options]'],
])('%j is refused with a line that helps', (args, message) => {
  expect(() => parseUpOptions(args)).toThrow(message);
});
