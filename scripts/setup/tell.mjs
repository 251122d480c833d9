/**
 * Progress of the set-up, a line a step, and the running of other programs: silent while all goes well, a sign of life
 * every five seconds, everything they said kept for the case that they fail.
 */
import { spawn } from 'node:child_process';

export function tell(line) {
  console.log(`setup: ${line}`);
}

/** Runs `command`, telling `doing` at the start; resolves to its exit code and all it said. Never rejects. */
export function run(command, args, { doing, cwd, env = process.env }) {
  if (doing) tell(`${doing} …`);
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const keep = (chunk) => {
      said = (said + chunk).slice(-200_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const sign = doing
      ? setInterval(() => tell(`  still at it, ${Math.round((Date.now() - startedAt) / 1000)} s`), 5000)
      : undefined;
    const end = (code) => {
      clearInterval(sign);
      resolve({ code, said });
    };
    child.on('error', (error) => {
      keep(`${error.message}`);
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}
