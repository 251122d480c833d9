/**
 * What the gate says, at every level, while everything happens to it that can: phones join, are granted, are counted and leave,
 * strangers and nonsense come to its socket, the firewall refuses, a second gate is started. No address of anybody is in it, nor a
 * handle, a key of counting or a slot.
 */
import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { whyNoLab } from '../../scripts/lab/able.ts';
import { run } from '../../scripts/lab/namespaces.ts';
import { until } from '../../scripts/lab/program.ts';
import type { CountedEvent } from '../../src/protocol/gate.ts';
import { bytesOfIp, bytesOfMac, notations, tracesIn } from '../support/address-notations.ts';
import {
  type GateNetwork,
  internetAddress,
  makeGateNetwork,
  phoneAddresses,
  phoneMacs,
} from '../support/gate-network.ts';

const cannot = whyNoLab(['curl', 'bash', 'setpriv']);
test('an address is found in whatever way it is written', () => {
  const traces = [...notations(bytesOfMac('02:00:5e:00:53:20')), ...notations(bytesOfIp('10.20.0.20'))];
  for (const text of [
    'at 02:00:5E:00:53:20',
    '02-00-5e-00-53-20',
    '0200.5e00.5320',
    '02005e005320',
    '{"data":[2,0,94,0,83,32]}',
    '<Buffer 02 00 5e 00 53 20>',
    '::ffff:10.20.0.20',
    '::ffff:0a14:0014',
    '0x0a140014',
    '1400140A',
    '20.0.20.10.in-addr.arpa',
    '169082900',
  ])
    expect(tracesIn(text, traces), text).not.toEqual([]);
});

const countKey = Buffer.from('5a11e9b0c4d7'.repeat(6).slice(0, 64), 'hex');
const countKeyText = countKey.toString('hex');

/** Every number that the log's lines hold, but for when and where in the program they were written. */
const numbersIn = (log: string): number[] =>
  log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => {
      const { time, pid, hostname, at, ...said } = JSON.parse(line) as Record<string, unknown>;
      return [...JSON.stringify(said).matchAll(/\d+/g)].map(([digits]) => Number(digits));
    });

describe.skipIf(cannot !== undefined)('what a gate says', () => {
  let network: GateNetwork | undefined;
  afterEach(() => network?.close());

  const met = async ({ gate }: GateNetwork, address: string) => {
    const phone = await gate.whoIs(address);
    if (!phone) throw new Error('the phone is not there');
    return phone.handle;
  };
  /** Lines with addresses in every place, a line too long, and a stranger at the door. */
  const provoke = async ({ socketPath }: GateNetwork) => {
    const lines = [...phoneMacs, ...phoneAddresses].flatMap((address) => [
      `1 who ${address}\n`,
      `${address}\n`,
      `1 open ${address} 60\n`,
      `1 close ${address} ${address}\n`,
      `1 count ${countKeyText} ${address}\n`,
    ]);
    const socket = connect(socketPath);
    let answers = 0;
    socket.on('data', (part: Buffer) => {
      answers += part.toString().split('\n').length - 1;
    });
    socket.write(lines.join(''));
    await until('every line is answered', () => answers === lines.length);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
    socket.write(`${phoneMacs[0]} `.repeat(20));
    await closed;
    chmodSync(socketPath, 0o777);
    chmodSync(dirname(socketPath), 0o777);
    const stranger = ['--reuid=65533', '--regid=65533', '--clear-groups'];
    await promisify(execFile)('setpriv', [
      ...stranger,
      'curl',
      '-sS',
      '--unix-socket',
      socketPath,
      'http://x/',
    ]).catch(() => undefined);
  };

  test.each(['info', 'warn', 'error', 'silent'])(
    'at level "%s" holds no address, no handle, no key and no slot',
    async (level) => {
      const made = await makeGateNetwork({}, level);
      network = made;
      const { kit, gate, greet, arrive, gateCommand, leaseFile, killGate, restartGate } = made;
      const handles: string[] = [];
      const lease = (ip: string) =>
        writeFileSync(
          leaseFile,
          phoneMacs.map((mac, index) => `1 ${mac} 10.20.${index}.${ip} x *\n`).join(''),
        );
      await greet();
      for (const address of [...phoneAddresses, ...(await arrive(2))]) handles.push(await met(made, address));
      const counted: CountedEvent[] = [];
      await gate.count({ key: countKey, size: 16_384 }, (event) => counted.push(event));
      expect(counted).toHaveLength(4);
      for (const handle of handles) await gate.open(handle, 600);
      await gate.close(handles[0] ?? '');
      lease('30');
      await killGate();
      await restartGate();
      await gate.list();
      // Started anew it was told the key again, and says the same phones on other seats.
      await until('it counts again', () => counted.length >= 12);
      await provoke(made);

      // From here on the firewall refuses everything: a grant, an end, a new phone, a lease.
      await run('ip', ['netns', 'exec', kit, 'nft', 'delete', 'table', 'inet', 'dtm']);
      for (const handle of handles) {
        await expect(gate.open(handle, 600)).rejects.toMatchObject({ code: 'gate_failed' });
        await expect(gate.close(handle)).rejects.toMatchObject({ code: 'gate_failed' });
      }
      lease('40');
      for (const address of await arrive(2)) handles.push(await met(made, address));
      const expected = {
        info: [
          'the gate runs',
          'peer_refused',
          'whose an address is',
          'could not be noted',
          'could not be carried out',
        ],
        warn: ['peer_refused', 'could not be noted', 'could not be carried out'],
        error: ['could not be carried out'],
        silent: [],
      }[level];
      if (level === 'silent') expect(made.gateLog()).toBe('');
      for (const sentence of expected ?? [])
        await until(`it says "${sentence}"`, () => made.gateLog().includes(sentence));
      const second = await promisify(execFile)('ip', ['netns', 'exec', kit, ...gateCommand]).catch(
        (error: { stdout: string; stderr: string }) => error,
      );
      expect(second.stdout + second.stderr).toContain('another gate');

      const log = made.gateLog() + second.stdout + second.stderr;
      const arrived = [1, 2, 3, 4].map(
        (number) => [`10.20.1.${number}`, `02:00:5e:10:00:0${number}`] as const,
      );
      const ips = [
        ...phoneAddresses,
        internetAddress,
        '10.20.0.30',
        '10.20.1.40',
        ...arrived.map(([ip]) => ip),
      ];
      const macs = [...phoneMacs, ...arrived.map(([, mac]) => mac)];
      const traces = [
        ...ips.flatMap((ip) => notations(bytesOfIp(ip))),
        ...macs.flatMap((mac) => notations(bytesOfMac(mac))),
        ...handles.flatMap((handle) => [
          handle,
          handle.slice(0, 8),
          String(Number.parseInt(handle.slice(0, 8), 16)),
        ]),
        '02:00',
        '10.20.',
        countKeyText.slice(0, 12),
        ...notations([...countKey.subarray(0, 6)]),
        countKey.toString('base64').slice(0, 12),
        'arrived',
        'departed',
        'seat',
      ];
      expect(tracesIn(log + made.gateLog(), traces)).toEqual([]);
      const numbers = counted.flatMap((event) =>
        event.kind === 'departed' ? [event.seat] : [event.slot, event.seat],
      );
      expect(numbers.length).toBeGreaterThan(20);
      // Numbers below a hundred are those of other things, too.
      const said = numbersIn(log);
      expect(numbers.filter((number) => number >= 100 && said.includes(number))).toEqual([]);
    },
  );
});
