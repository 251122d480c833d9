/**
 * The log: one JSON line an event, to standard error. It carries codes, counts and durations. Never an address, a user
 * agent, an answer, a handle or a key, at any level: there is no request log.
 */
import { destination, pino } from 'pino';
import { Problem } from '../protocol/problems.ts';

export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export type LogLevel = 'info' | 'warn' | 'error' | 'silent';

export function createLog(program: string, level: LogLevel): Log {
  return pino({ level, base: { program } }, destination({ dest: 2, sync: true }));
}

/** For tests of parts whose log is not what is tested. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** An error as log fields: its code, or where it came from. Never its message, which may carry what somebody typed. */
export function failureFields(error: unknown): Readonly<Record<string, unknown>> {
  if (Problem.is(error)) return { code: error.code };
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: '' };
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { code: 'internal', error: name, at: frames.slice(0, 4).map((line) => line.trim()) };
}
