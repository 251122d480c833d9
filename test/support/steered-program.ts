/**
 * For kit and gate of a lab: flags for Node that let a test steer the program by signals, without a byte of it changed. SIGUSR2: the
 * machine has slept for six minutes; SIGHUP: for a day. SIGWINCH: something that nobody caught, whose message names a phone;
 * SIGPWR: the heap is full; SIGURG: abort.
 */

/** Time. */
export const steps = { SIGUSR2: 6 * 60, SIGHUP: 24 * 3600 } as const;

/** Ends. */
export const crashes = { uncaught: 'SIGWINCH', 'heap is full': 'SIGPWR', abort: 'SIGURG' } as const;

/** An error as Node's own may be, with the address of a peer in its message. */
export const crashMessage = (ip: string, mac: string): string => `connect EHOSTUNREACH ${ip}:80 via ${mac}`;

/** The program's own text is told in some crashes: the message shall be found where it was thrown, and only there. */
const disguised = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0) + 1);

const program = (message: string) => `
import os from 'node:os';
import { syncBuiltinESMExports } from 'node:module';
const uptime = os.uptime;
let slept = 0;
os.uptime = () => uptime() + slept;
syncBuiltinESMExports();
for (const [signal, seconds] of ${JSON.stringify(Object.entries(steps))})
  process.on(signal, () => { slept += seconds; });
process.on('${crashes.uncaught}', () => setImmediate(() => { throw new Error(String.fromCharCode(...${JSON.stringify(disguised(message))}.map((code) => code - 1))); }));
process.on('${crashes['heap is full']}', () => { globalThis.kept = []; for (;;) globalThis.kept.push(new Array(1000).fill({})); });
process.on('${crashes.abort}', () => process.abort());
`;

export const steeredFlags = (crashesWith = 'nothing'): readonly string[] => [
  '--import',
  `data:text/javascript;base64,${Buffer.from(program(crashesWith)).toString('base64')}`,
];
