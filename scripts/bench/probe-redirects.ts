/**
 * How many probes of phones that are not online yet the kit answers in a second, against a bare node:http server that says the
 * very same. Both are processes of their own on the same core, in turns, with the load from another. Wanted: at least 0.7 of
 * the bare server. The load is written here because ready-made generators need more time for a request than the server.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/support/programs.ts';
import { makeRoad } from '../../test/support/road.ts';
import { type Figure, median, report, share, whole } from './figures.ts';
import { cpuSecondsOf, pinTo } from './process-usage.ts';

const connections = 50;
const pairs = 5;
const secondsEach = 3;
const wantedRatio = 0.7;
/** Each connection stands for very many phones; what one phone may ask is not what is measured. */
const liftedLimits = {
  DTM_KIT__LIMITS__REQUESTS_PER_SECOND: '1000000',
  DTM_KIT__LIMITS__REQUEST_BURST: '1000000',
  DTM_KIT__LIMITS__CONNECTIONS_PER_PHONE: '1000',
};
const probe = { host: 'connectivitycheck.gstatic.com', path: '/generate_204' };

type Manner = 'kept' | 'new';

interface Side {
  readonly port: number;
  readonly pid: number;
}

interface Measured {
  readonly perSecond: number;
  /** What the server needed, so without what other programs took of the machine. */
  readonly perCpuSecond: number;
  readonly serverShare: number;
  readonly loadShare: number;
}

export async function probeRedirects(): Promise<Figure[]> {
  // Programs inherit it; this process is the bench's own.
  Object.assign(process.env, liftedLimits);
  const road = await makeRoad();
  const kit = await road.startKit();
  const kitSide = { port: Number(new URL(road.visitorUrl).port), pid: kit.pid };
  const bare = await startBare(await answerOf(kitSide.port));
  try {
    const arePinned = [pinTo(kitSide.pid, 0), pinTo(bare.side.pid, 0), pinTo(process.pid, 1)].every(Boolean);
    for (const side of [kitSide, bare.side]) await measure(side, 'kept');
    const kept = await alternate(kitSide, bare.side, 'kept', pairs);
    const fresh = await alternate(kitSide, bare.side, 'new', 3);
    return [
      ratio('probe redirects per second, kept connections', kept, wantedRatio),
      byCpu('  the same by CPU time of the server', kept),
      {
        what: '  share of its core: server, load',
        seen: sharesOf(kept.kit),
        peer: `${sharesOf(kept.bare)} (bare); ${arePinned ? 'server and load on a core each' : 'cores shared'}`,
      },
      ratio('  a new connection for each probe', fresh),
      byCpu('  the same by CPU time of the server', fresh),
    ];
  } finally {
    bare.child.kill('SIGKILL');
    await kit.end('SIGTERM');
    road.remove();
  }
}

interface Pair {
  readonly kit: readonly Measured[];
  readonly bare: readonly Measured[];
}

async function alternate(kit: Side, bare: Side, manner: Manner, times: number): Promise<Pair> {
  const measured = { kit: [] as Measured[], bare: [] as Measured[] };
  for (let pair = 0; pair < times; pair += 1) {
    measured.kit.push(await measure(kit, manner));
    measured.bare.push(await measure(bare, manner));
  }
  return measured;
}

function ratio(what: string, { kit, bare }: Pair, wanted?: number): Figure {
  const [ours, theirs] = [kit, bare].map((side) => median(side.map(({ perSecond }) => perSecond)));
  return compared(what, ours ?? 0, theirs ?? 0, 'a second', wanted);
}

function byCpu(what: string, { kit, bare }: Pair): Figure {
  const [ours, theirs] = [kit, bare].map((side) => median(side.map(({ perCpuSecond }) => perCpuSecond)));
  return compared(what, ours ?? 0, theirs ?? 0, 'a CPU second');
}

function compared(what: string, ours: number, theirs: number, unit: string, wanted?: number): Figure {
  const seen = ours / theirs;
  return {
    what,
    seen: `${seen.toFixed(2)} (${whole(ours)} ${unit})`,
    peer: `bare node:http: ${whole(theirs)} ${unit}`,
    ...(wanted === undefined ? {} : { wanted: `≥ ${wanted}`, isMet: seen >= wanted }),
  };
}

const sharesOf = (side: readonly Measured[]): string =>
  [median(side.map(({ serverShare }) => serverShare)), median(side.map(({ loadShare }) => loadShare))]
    .map((value) => share(value, 1))
    .join(', ');

async function measure(side: Side, manner: Manner): Promise<Measured> {
  const answer = await answerOf(side.port);
  const load = startLoad(side.port, manner, answer.byteLength);
  await sleep(300);
  const before = {
    at: performance.now(),
    answers: load.answers(),
    cpu: cpuSecondsOf(side.pid),
    own: process.cpuUsage(),
  };
  await sleep(secondsEach * 1000);
  const seconds = (performance.now() - before.at) / 1000;
  const answers = load.answers() - before.answers;
  const cpu = cpuSecondsOf(side.pid) - before.cpu;
  const own = process.cpuUsage(before.own);
  await load.stop();
  return {
    perSecond: answers / seconds,
    perCpuSecond: answers / cpu,
    serverShare: cpu / seconds,
    loadShare: (own.user + own.system) / 1e6 / seconds,
  };
}

/** The load: each connection asks again as soon as it is answered. Answers are counted by their bytes: all are of one length. */
function startLoad(port: number, manner: Manner, answerBytes: number) {
  const connection = manner === 'kept' ? 'keep-alive' : 'close';
  const request = `GET ${probe.path} HTTP/1.1\r\nHost: ${probe.host}\r\nConnection: ${connection}\r\n\r\n`;
  const sockets = new Set<Socket>();
  let answers = 0;
  let isStopping = false;
  const open = () => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    sockets.add(socket);
    socket.setNoDelay(true);
    let got = 0;
    socket.on('data', (chunk: Buffer) => {
      got += chunk.length;
      if (manner === 'new' || got < answerBytes) return;
      if (got > answerBytes) throw new Error('an answer was longer than the first');
      got = 0;
      answers += 1;
      if (!isStopping) socket.write(request);
    });
    // The end says enough.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      if (isStopping) return;
      if (manner === 'new' && got > 0) answers += 1;
      open();
    });
  };
  for (let index = 0; index < connections; index += 1) open();
  return {
    answers: () => answers,
    stop: async () => {
      isStopping = true;
      for (const socket of sockets) socket.destroy();
      while (sockets.size > 0) await sleep(10);
    },
  };
}

interface Answer {
  readonly status: number;
  /** As sent, without those that node:http adds by itself. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Head and body, as they come. */
  readonly byteLength: number;
}

const addedByNode = ['date', 'connection', 'keep-alive'];

/** What the server says to a probe on a kept connection. */
async function answerOf(port: number): Promise<Answer> {
  const agent = new Agent({ keepAlive: true });
  const asking = get({ agent, port, host: '127.0.0.1', path: probe.path, headers: { Host: probe.host } });
  const [incoming] = (await once(asking, 'response')) as [IncomingMessage];
  const { socket } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const byteLength = socket.bytesRead;
  agent.destroy();
  const headers: Record<string, string> = {};
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = incoming.rawHeaders.slice(index, index + 2);
    if (!addedByNode.includes(name.toLowerCase())) headers[name] = value;
  }
  return { status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString(), byteLength };
}

async function startBare(answer: Answer): Promise<{ side: Side; child: ChildProcess }> {
  const port = await freePort();
  const program = join(import.meta.dirname, 'bare-server.ts');
  const child = spawn(process.execPath, [program, String(port), JSON.stringify(answer)], {
    stdio: 'inherit',
  });
  const isUp = () =>
    answerOf(port).then(
      (own) => own.byteLength === answer.byteLength,
      () => undefined,
    );
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const isSame = await isUp();
    if (isSame === false) throw new Error('the bare server answers otherwise than the kit');
    if (isSame) return { side: { port, pid: child.pid ?? 0 }, child };
    await sleep(25);
  }
  throw new Error('the bare server did not start');
}

if (import.meta.main) report(await probeRedirects());
