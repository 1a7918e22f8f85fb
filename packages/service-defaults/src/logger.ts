import { pino, type Logger as PinoLogger } from 'pino';
import { currentTrace } from './trace.ts';

export type Logger = PinoLogger;

/** JSON lines with the service's name and the trace of the request; secrets are cut out. */
export function createLogger(name: string, level = 'info'): Logger {
  return pino({
    name,
    level,
    base: { service: name },
    redact: ['password', '*.password', 'token', '*.token', 'authorization', '*.authorization', 'cookie', '*.cookie'],
    mixin: () => {
      const trace = currentTrace();
      return trace === undefined ? {} : { traceId: trace.traceId };
    },
  });
}
