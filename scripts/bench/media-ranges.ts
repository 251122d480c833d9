/**
 * How fast the kit serves parts of films, against nginx with the same files, in turns on one core, with the load from another: 20
 * connections, each asking for a part of 64 KiB to 1 MiB as soon as it has the one before. Wanted: at least 0.6 of nginx. On a busy
 * machine only the figure by CPU time says something: the kit's reading threads get more turns than nginx's one process.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultContentFolder } from '../../src/platform/content.ts';
import { freePort } from '../../test/support/programs.ts';
import { makeRoad } from '../../test/support/road.ts';
import { type Figure, median, report } from './figures.ts';
import { type Random, seededRandom } from './full-answers.ts';
import { cpuSecondsOf, pinTo } from './process-usage.ts';

const connections = 20;
const turns = 5;
const secondsEach = 3;
const wantedRatio = 0.6;
const filmBytes = 8 * 1024 * 1024;
const films = 6;
const part = { least: 64 * 1024, most: 1024 * 1024 };

const liftedLimits = {
  DTM_KIT__LIMITS__REQUESTS_PER_SECOND: '1000000',
  DTM_KIT__LIMITS__REQUEST_BURST: '1000000',
  DTM_KIT__LIMITS__CONNECTIONS_PER_PHONE: '1000',
};

interface Side {
  readonly port: number;
  /** The one that does the work. */
  readonly pid: () => number;
}

interface Measured {
  readonly megabytesPerSecond: number;
  readonly megabytesPerCpuSecond: number;
}

export async function mediaRanges(): Promise<Figure[]> {
  if (spawnSync('nginx', ['-v']).error)
    return [{ what: 'parts of films against nginx', seen: 'nginx is not installed', isMet: false }];
  Object.assign(process.env, liftedLimits);
  const folder = mkdtempSync(join(tmpdir(), 'dtm-media-bench-'));
  const names = makeContent(folder);
  const road = await makeRoad({ contentDir: join(folder, 'content') });
  const kit = await road.startKit();
  const nginx = await startNginx(folder);
  const ours: Side = { port: Number(new URL(road.visitorUrl).port), pid: () => kit.pid };
  const theirs: Side = { port: nginx.port, pid: () => workerOf(nginx.child.pid ?? 0) };
  try {
    for (const side of [ours, theirs]) pinTo(side.pid(), 0);
    pinTo(process.pid, 1);
    for (const side of [ours, theirs]) await measure(side, names, 1);
    const measured = { ours: [] as Measured[], theirs: [] as Measured[] };
    for (let turn = 0; turn < turns; turn += 1) {
      measured.ours.push(await measure(ours, names, secondsEach));
      measured.theirs.push(await measure(theirs, names, secondsEach));
    }
    return [
      compared('parts of films, 20 at once, 64 KiB to 1 MiB', measured, 'megabytesPerSecond', wantedRatio),
      compared('  the same by CPU time of the server', measured, 'megabytesPerCpuSecond'),
    ];
  } finally {
    nginx.child.kill('SIGTERM');
    await kit.end('SIGTERM');
    road.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The kit's own content, and films of noise beside it; nginx is given the same files. */
function makeContent(folder: string): string[] {
  const content = join(folder, 'content');
  cpSync(defaultContentFolder(), content, { recursive: true });
  mkdirSync(join(content, 'media'), { recursive: true });
  return Array.from({ length: films }, (_, index) => {
    const bytes = randomBytes(filmBytes);
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
    const name = `bench-${index}.${digest}.mp4`;
    writeFileSync(join(content, 'media', name), bytes);
    return name;
  });
}

async function startNginx(folder: string): Promise<{ port: number; child: ChildProcess }> {
  const port = await freePort();
  const own = join(folder, 'nginx');
  mkdirSync(own);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${own}/${name};`)
    .join(' ');
  const user = process.getuid?.() === 0 ? 'user root; ' : '';
  writeFileSync(
    join(own, 'nginx.conf'),
    `daemon off; ${user}pid ${own}/pid; error_log ${own}/error.log; worker_processes 1;
events { worker_connections 512; }
http {
  access_log off; sendfile on; tcp_nopush on; types { video/mp4 mp4; } ${temporary}
  server { listen 127.0.0.1:${port}; location /media/ { alias ${folder}/content/media/; add_header Cache-Control "public, max-age=31536000, immutable"; } }
}
`,
  );
  const child = spawn('nginx', ['-c', join(own, 'nginx.conf'), '-e', join(own, 'error.log')], {
    stdio: 'ignore',
  });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (isUp) return { port, child };
    await sleep(50);
  }
  throw new Error('nginx did not start');
}

function workerOf(master: number): number {
  const { stdout } = spawnSync('pgrep', ['-P', String(master)]);
  return Number(String(stdout).trim().split('\n')[0]) || master;
}

async function measure(side: Side, names: readonly string[], seconds: number): Promise<Measured> {
  const load = startLoad(side.port, names);
  await sleep(200);
  const before = { at: performance.now(), bytes: load.bytes(), cpu: cpuSecondsOf(side.pid()) };
  await sleep(seconds * 1000);
  const took = (performance.now() - before.at) / 1000;
  const megabytes = (load.bytes() - before.bytes) / 1e6;
  const cpu = cpuSecondsOf(side.pid()) - before.cpu;
  load.stop();
  return { megabytesPerSecond: megabytes / took, megabytesPerCpuSecond: megabytes / cpu };
}

/** Each connection has one buffer, and looks at no byte but the head's: the load must not be what is measured. */
function startLoad(port: number, names: readonly string[]) {
  const sockets = new Set<Socket>();
  let bytes = 0;
  let isStopping = false;
  for (let index = 0; index < connections; index += 1) openLane(index);
  return {
    bytes: () => bytes,
    stop: () => {
      isStopping = true;
      for (const socket of sockets) socket.destroy();
    },
  };

  function openLane(index: number): void {
    const random = seededRandom(index + 1);
    const buffer = Buffer.allocUnsafe(256 * 1024);
    let left = 0;
    let head = '';
    const ask = () => {
      const request = makeRequest(names, random, port);
      left = request.bytes;
      head = '';
      socket.write(request.text);
    };
    const onread = {
      buffer,
      callback: (length: number): boolean => {
        bytes += length;
        let body = length;
        if (!head.endsWith('\r\n\r\n')) {
          const end = buffer.indexOf('\r\n\r\n');
          if (end < 0) throw new Error('a head in two pieces');
          head = buffer.toString('latin1', 0, end + 4);
          if (!head.startsWith('HTTP/1.1 206')) throw new Error(`answered: ${head.split('\r\n')[0]}`);
          body = length - end - 4;
        }
        left -= body;
        if (left < 0) throw new Error('more than was asked for');
        if (left === 0 && !isStopping) ask();
        return true;
      },
    };
    const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${index + 2}`, onread }, ask);
    sockets.add(socket);
    socket.on('error', (error) => {
      if (!isStopping) throw error;
    });
    socket.on('close', () => {
      if (!isStopping) throw new Error('the server closed a connection');
    });
  }
}

function makeRequest(
  names: readonly string[],
  random: Random,
  port: number,
): { text: string; bytes: number } {
  const bytes = part.least + Math.floor(random() * (part.most - part.least));
  const first = Math.floor(random() * (filmBytes - bytes));
  const name = names[Math.floor(random() * names.length)] ?? '';
  const range = `bytes=${first}-${first + bytes - 1}`;
  return {
    text: `GET /media/${name} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nRange: ${range}\r\nConnection: keep-alive\r\n\r\n`,
    bytes,
  };
}

function compared(
  what: string,
  { ours, theirs }: { readonly ours: readonly Measured[]; readonly theirs: readonly Measured[] },
  key: keyof Measured,
  wanted?: number,
): Figure {
  const [kit = 0, nginx = 0] = [ours, theirs].map((side) => median(side.map((measured) => measured[key])));
  const ratio = kit / nginx;
  return {
    what,
    seen: `${ratio.toFixed(2)} × (${Math.round(kit)} MB)`,
    peer: `nginx: ${Math.round(nginx)} MB`,
    ...(wanted === undefined ? {} : { wanted: `≥ ${wanted} × nginx`, isMet: ratio >= wanted }),
  };
}

if (import.meta.main) report(await mediaRanges());
