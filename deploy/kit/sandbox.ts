/**
 * What every service of the kit is kept from. One table for all, and per service what it needs on top; `systemd-analyze
 * security` judges the result in test/deploy. MemoryDenyWriteExecute is missing on purpose: V8 writes the code it runs.
 */

/** A directive may stand more than once with another meaning each time (SystemCallFilter). */
export type Directives = readonly (readonly [string, string])[];

export const sandbox: Directives = [
  ['NoNewPrivileges', 'yes'],
  ['ProtectSystem', 'strict'],
  ['ProtectHome', 'yes'],
  ['PrivateTmp', 'yes'],
  ['PrivateDevices', 'yes'],
  ['DevicePolicy', 'closed'],
  ['PrivateMounts', 'yes'],
  ['ProtectProc', 'invisible'],
  ['ProtectClock', 'yes'],
  ['ProtectHostname', 'yes'],
  ['ProtectKernelLogs', 'yes'],
  ['ProtectKernelModules', 'yes'],
  ['ProtectKernelTunables', 'yes'],
  ['ProtectControlGroups', 'yes'],
  ['RestrictNamespaces', 'yes'],
  ['RestrictRealtime', 'yes'],
  ['RestrictSUIDSGID', 'yes'],
  ['LockPersonality', 'yes'],
  ['RemoveIPC', 'yes'],
  ['KeyringMode', 'private'],
  ['SystemCallArchitectures', 'native'],
  ['SystemCallFilter', '@system-service'],
  ['SystemCallFilter', '~@privileged @resources'],
  ['SystemCallErrorNumber', 'EPERM'],
  // No page of these programs may reach a disk.
  ['LimitCORE', '0'],
  ['MemorySwapMax', '0'],
];

/** For programs that need nothing of root's. */
export const withoutCapabilities: Directives = [
  ['CapabilityBoundingSet', ''],
  ['AmbientCapabilities', ''],
  ['PrivateUsers', 'yes'],
];

export const withCapabilities = (...names: string[]): Directives => [
  ['CapabilityBoundingSet', names.join(' ')],
  ['AmbientCapabilities', names.join(' ')],
];

/** Comes back at once, and never gives up: nobody may be there to start it. */
export const alwaysThere: Directives = [
  ['Restart', 'always'],
  ['RestartSec', '1'],
];
