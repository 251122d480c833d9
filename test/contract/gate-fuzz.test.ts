/**
 * A million fuzzed lines at a gate that runs, over its socket: by several programs at once, in pieces of every size, with lines
 * that are too long and connections that break off in between. Every line gets its answer, the kit's own requests too, and
 * nothing grows.
 */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoLab } from '../../scripts/lab/able.ts';
import { until } from '../../scripts/lab/program.ts';
import { createDice } from '../../src/simulate/random.ts';
import { lineFuzzer } from '../support/fuzzed-lines.ts';
import { type GateNetwork, makeGateNetwork, phoneAddresses } from '../support/gate-network.ts';

const cannot = whyNoLab(['bash', 'setpriv']);
/** With the kit's own connection and that of the too long lines as many as the gate lets in. */
const lanes = 6;
const warmUpLines = 100_000;
const allLines = 1_000_000;
const linesAWrite = 200;

describe.skipIf(cannot !== undefined)('a gate that hears a million fuzzed lines', () => {
  let network: GateNetwork;
  beforeAll(async () => {
    network = await makeGateNetwork();
    await network.greet();
  });
  afterAll(() => network?.close());

  const residentMb = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${network.gatePid()}/status`, 'utf8'))?.[1]) / 1024;
  const openFiles = () => readdirSync(`/proc/${network.gatePid()}/fd`).length;

  /** Sends so many and reads the answers; how many lines were answered. */
  const shout = async (seed: string, lines: number, handles: readonly string[]): Promise<number> => {
    const next = lineFuzzer(seed, { handles, addresses: [...phoneAddresses, '10.20.7.7'] });
    const dice = createDice(`${seed}, in pieces`);
    const socket = connect(network.socketPath);
    await once(socket, 'connect');
    let [answers, ends, rest] = [0, 0, ''];
    socket.setEncoding('latin1').on('data', (part: string) => {
      const complete = (rest + part).split('\n');
      rest = complete.pop() ?? '';
      answers += complete.length;
      ends += complete.filter((line) => line.endsWith(' end')).length;
    });
    let isOpen = true;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      isOpen = false;
    });
    for (let sent = 0; sent < lines && isOpen; sent += linesAWrite)
      await sendInPieces(socket, Array.from({ length: linesAWrite }, () => `${next()}\n`).join(''), dice);
    // A list is told as two phones and an end.
    await until('every line is answered', () => !isOpen || answers - 2 * ends >= lines, 120_000);
    expect(isOpen).toBe(true);
    socket.destroy();
    return answers - 2 * ends;
  };

  const shoutAtOnce = async (seed: string, lines: number, handles: readonly string[]): Promise<number> => {
    const each = Array.from({ length: lanes }, (_, lane) =>
      shout(`${seed} ${lane}`, Math.ceil(lines / lanes / linesAWrite) * linesAWrite, handles),
    );
    return (await Promise.all(each)).reduce((sum, answered) => sum + answered, 0);
  };

  /** Breaks every rule of the line and is cut off, again and again. */
  const offend = async (isOver: () => boolean): Promise<number> => {
    const offences = ['9'.repeat(256), `${'9'.repeat(400)}\n`, `1 list\n${' '.repeat(300)}`, '1 li', ''];
    let times = 0;
    for (; !isOver(); times += 1) {
      const socket = connect(network.socketPath).resume();
      socket.on('error', () => undefined);
      const closed = new Promise((resolve) => socket.on('close', resolve));
      const offence = offences[times % offences.length] ?? '';
      socket.write(offence, 'latin1');
      // Half a line, and nothing at all, are no offence: the offender hangs up himself.
      if (offence.length < 256) socket.end();
      await closed;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return times;
  };

  test('answers each of them and the kit’s own, and holds no more than before', {
    timeout: 300_000,
  }, async () => {
    const { gate } = network;
    const phones = await Promise.all(phoneAddresses.map((address) => gate.whoIs(address)));
    const handles = phones.map((phone) => phone?.handle ?? '');
    const filesAtFirst = openFiles();
    let isOver = false;
    const offender = offend(() => isOver);
    let asked = 0;
    const asking = (async () => {
      for (; !isOver; asked += 1) {
        expect((await gate.whoIs(phoneAddresses[0]))?.handle).toBe(handles[0]);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();

    const first = await shoutAtOnce('warm', warmUpLines, handles);
    // The gate has let the first programs go.
    await expect.poll(openFiles, { timeout: 10_000 }).toBeLessThanOrEqual(filesAtFirst + 2);
    const [memory, files] = [residentMb(), openFiles()];
    const second = await shoutAtOnce('all', allLines - warmUpLines, handles);
    const grownMb = residentMb() - memory;
    isOver = true;
    await asking;
    expect(await offender).toBeGreaterThan(20);
    expect(asked).toBeGreaterThan(20);
    expect(first + second).toBeGreaterThanOrEqual(allLines);
    // A hundred bytes kept of each line would be ninety megabytes.
    expect(grownMb).toBeLessThan(30);
    await expect.poll(openFiles, { timeout: 10_000 }).toBeLessThanOrEqual(files + 2);

    // It is the same gate, and does what it is for.
    await gate.setUplink(true);
    await gate.close(handles[0] ?? '');
    expect(await gate.whoIs(phoneAddresses[0])).toEqual({ handle: handles[0], state: { kind: 'captive' } });
    expect(await gate.list()).toHaveLength(2);
    expect(network.gateLog()).not.toMatch(/"level":(50|60)/);
  });
});

/** One write, or several that end in the middle of lines, or byte by byte. */
async function sendInPieces(
  socket: Socket,
  text: string,
  dice: ReturnType<typeof createDice>,
): Promise<void> {
  const longest = dice.pick([text.length, text.length, 1000, 50]);
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; ) {
    const length = longest === text.length ? longest : dice.between(1, longest);
    const hasRoom = socket.write(bytes.subarray(at, at + length));
    at += length;
    if (!hasRoom) await until('there is room', () => !socket.writableNeedDrain || socket.destroyed);
  }
}
