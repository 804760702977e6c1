import pino from 'pino';
import { currentContext } from './context';

export type Logger = pino.Logger;

export interface LoggerOptions {
  process: string;
  level: string;
  /** Set in tests to read what was logged. */
  destination?: pino.DestinationStream;
}

const secretPaths = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  '*.password',
  '*.token',
  '*.secret',
  '*.authorization',
  '*.cookie',
  'headers["set-cookie"]',
];

/** One JSON line an entry, with the request id of the work at hand; secrets by name are cut out. */
export function createLogger({ process: processName, level, destination }: LoggerOptions): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { process: processName },
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'message',
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => ({ ...currentContext() }),
    redact: { paths: secretPaths, censor: '[redacted]' },
    serializers: { error: pino.stdSerializers.err },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** From now on what Node warns of, for itself or a library, is an entry like any other, not text between them. */
export function logWarnings(logger: Logger): void {
  process.removeAllListeners('warning'); // Node's own, which prints
  process.on('warning', (warning) => logger.warn({ error: warning }, 'Node warns'));
}

export const silentLogger: Logger = pino({ level: 'silent' });
