/**
 * Whether the collector can be reached, and a look-out for the moment it can again. Looks often while the sync loop backs
 * off, seldom while it has nothing to send (the field team's page must not say "connected" for long when it is not), and calls out only on a change from away to there: a collector that is there and says no is left to the backoff.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { UploadResult } from './upload.ts';

export interface UplinkState {
  readonly kind: 'unknown' | 'up' | 'down';
  /** Milliseconds since this program's start. */
  readonly sinceMs: number;
}

export interface Uplink {
  state(): UplinkState;
  /** What an upload has shown. */
  note(result: UploadResult): void;
  /** 'often': something waits to be sent. */
  watch(how: 'often' | 'seldom'): void;
  rest(): void;
}

export interface UplinkParts {
  readonly isReachable: () => Promise<boolean>;
  readonly onReturn: () => void;
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Every two minutes with the standard interval: little on a metered line. */
const seldom = 4;

const isUp: Readonly<Record<UploadResult['kind'], boolean>> = {
  received: true,
  refused: true,
  unreachable: false,
  garbage: false,
  slow: false,
};

export function createUplink({ isReachable, onReturn, intervalMs, clock, log }: UplinkParts): Uplink {
  let state: UplinkState = { kind: 'unknown', sinceMs: clock.msSinceStart() };
  /** The last look, or the last connection tried, found nobody. */
  let isAway = false;
  let isLooking = false;
  let timer: NodeJS.Timeout | undefined;

  const become = (kind: UplinkState['kind']) => {
    if (state.kind === kind) return;
    state = { kind, sinceMs: clock.msSinceStart() };
    log.info({ uplink: kind }, 'the way to the collector changed');
  };

  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    const isThere = await isReachable().finally(() => {
      isLooking = false;
    });
    // Resting again: an upload knows more by now.
    if (timer === undefined) return;
    const hasReturned = isAway && isThere;
    isAway = !isThere;
    if (isAway) become('down');
    if (!hasReturned) return;
    become('up');
    onReturn();
  };

  return {
    state: () => state,
    note: (result) => {
      become(isUp[result.kind] ? 'up' : 'down');
      isAway = result.kind === 'unreachable';
    },
    watch: (how) => {
      timer ??= setInterval(() => void look(), how === 'often' ? intervalMs : intervalMs * seldom);
    },
    rest: () => {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
