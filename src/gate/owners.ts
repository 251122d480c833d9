/**
 * Keeps the firewall's list of who owns which address like the leases. One change at a time: the next is worked out from what the
 * kernel has taken, so that one it refused is tried again a second later.
 */
import { changedOwners, type Leases, type OwnerChanges } from './leases.ts';

export interface OwnersOptions {
  readonly change: (changes: OwnerChanges) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

export function createOwners({ change, onTrouble }: OwnersOptions): { follow(leases: Leases): void } {
  let held: Leases = new Map();
  let isChanging = false;
  return {
    follow: (leases) => {
      if (isChanging) return;
      const changes = changedOwners(held, leases);
      if (changes.lost.length + changes.gained.length === 0) return;
      isChanging = true;
      change(changes)
        .then(() => {
          held = leases;
        }, onTrouble)
        .finally(() => {
          isChanging = false;
        });
    },
  };
}
