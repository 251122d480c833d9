/**
 * A wait that can be cut short. Whoever rings while nobody waits is heard by the next wait, until `hush` forgets it.
 */
export interface Bell {
  ring(): void;
  /** Resolves at the ring, or after `ms` when given. */
  wait(ms?: number): Promise<void>;
  hush(): void;
}

export function createBell(): Bell {
  let isRung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      isRung = true;
      wake?.();
    },
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = ms === undefined || isRung ? undefined : setTimeout(() => wake?.(), ms);
        wake = () => {
          clearTimeout(timer);
          wake = undefined;
          isRung = false;
          resolve();
        };
        if (isRung) wake();
      }),
    hush: () => {
      isRung = false;
    },
  };
}
