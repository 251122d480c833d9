/**
 * Keeps one program running as a child process: started again when it dies, stopped within a second and a half. A kit
 * that loses power comes back by itself; so does a demonstration's.
 */
import { type ChildProcess, spawn } from 'node:child_process';

export interface KeptProgram {
  /** As a person calls it: 'kit'. */
  readonly name: string;
  /** A Node, and what it is to run. */
  readonly command: string;
  readonly args: readonly string[];
  /** Over the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Told of a death, and of giving up. */
  readonly tell: (line: string) => void;
}

export interface Kept {
  /** Resolves with a sentence when the program has been given up: it dies faster than it can be of use. */
  readonly givenUp: Promise<string>;
  /** Ends it in order; it comes back as after a death. */
  restart(): void;
  stop(): Promise<void>;
}

const restartDelayMs = 300;
/** A program that dies so young so often is broken, not unlucky. */
const youngMs = 3000;
const youngDeathsAllowed = 4;
/** After this, SIGKILL. What was acknowledged is durable already. */
const patienceMs = 1500;

/**
 * A module that ends a child whose parent is gone: or a demonstration that was killed would leave its programs on their
 * ports.
 */
const endsWithParent = (parent: number) =>
  `data:text/javascript,setInterval(()=>{if(process.ppid!==${parent})process.kill(process.pid,'SIGTERM')},500).unref()`;

export function keepRunning({ name, command, args, env, tell }: KeptProgram): Kept {
  let child: ChildProcess | undefined;
  let isStopping = false;
  let youngDeaths = 0;
  let comeback: NodeJS.Timeout | undefined;
  let isWanted = false;
  const givenUp = Promise.withResolvers<string>();

  const start = () => {
    const bornAt = performance.now();
    child = spawn(command, ['--import', endsWithParent(process.pid), ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.once('exit', (code, signal) => {
      child = undefined;
      if (isStopping) return;
      const diedYoung = !isWanted && performance.now() - bornAt < youngMs;
      isWanted = false;
      youngDeaths = diedYoung ? youngDeaths + 1 : 0;
      if (youngDeaths > youngDeathsAllowed) {
        givenUp.resolve(`The ${name} ends as soon as it starts; its own words above say why.`);
        return;
      }
      tell(`The ${name} ended (${signal ?? `code ${code}`}); starting it again.`);
      comeback = setTimeout(start, restartDelayMs);
    });
  };
  start();

  const end = async () => {
    const running = child;
    if (!running) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    const force = setTimeout(() => running.kill('SIGKILL'), patienceMs);
    running.kill('SIGTERM');
    await ended;
    clearTimeout(force);
  };

  return {
    givenUp: givenUp.promise,
    restart: () => {
      if (isStopping || !child) return;
      isWanted = true;
      void end();
    },
    stop: () => {
      isStopping = true;
      clearTimeout(comeback);
      return end();
    },
  };
}
