/**
 * A hostile phone as a process of its own, so that what it does costs nobody else's time. A program gets its orders as one argument,
 * says that it has begun, and at its end what came of it. It ends when told to, when its time is over, or with its owner.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Attack<Result> {
  /** Ends it, if time has not. */
  stop(): Promise<Result>;
}

export interface Orders {
  readonly seconds: number;
}

const maxSeconds = 300;

/** `program` is a file that calls obey(). */
export async function startHostile<Result>(program: string, orders: Orders): Promise<Attack<Result>> {
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = collect(child);
  await said.begun;
  return {
    stop: async () => {
      child.stdin?.end();
      if (child.exitCode === null) await once(child, 'close');
      return JSON.parse(said.text().split('\n')[1] ?? '') as Result;
    },
  };
}

function collect(child: ChildProcess) {
  let text = '';
  const begun = new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (part: Buffer) => {
      text += part.toString();
      resolve();
    });
    child.on('exit', () => reject(new Error('the attack did not begin')));
  });
  return { begun, text: () => text };
}

/** Where this file was started as such a program: `begin` starts the attack and returns how to end it. */
export function obey<Given extends Orders, Result>(
  program: string,
  begin: (orders: Given) => () => Result | Promise<Result>,
): void {
  if (process.argv[1] !== program) return;
  const orders = JSON.parse(process.argv[2] ?? '') as Given;
  const end = begin(orders);
  process.stdout.write('begun\n');
  let isEnding = false;
  const finish = async () => {
    if (isEnding) return;
    isEnding = true;
    process.stdout.write(`${JSON.stringify(await end())}\n`, () => process.exit());
  };
  setTimeout(finish, Math.min(orders.seconds, maxSeconds) * 1000);
  process.stdin.on('end', finish).resume();
}
