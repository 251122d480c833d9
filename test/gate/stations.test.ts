/**
 * Attached to hostapd through a stand-in for hostapd_cli: a script that is the first on the path, answers as the real one was recorded
 * (src/gate/sightings.test.ts), and notes each start. The timers are vitest's, the program and its pipes are real.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Stations, watchStations } from '../../src/gate/stations.ts';

const [first, second, third] = ['02:00:00:00:00:01', '02:00:00:00:00:02', '02:00:00:00:00:03'] as const;

/** Its files lie beside it: whom the radio holds, what happened since, and (no `held`) a hostapd that is not up. */
const standIn = `#!/bin/sh
echo "$*" >>"$0.starts"
[ -e "$0.held" ] || exit 255
while read -r word; do
	case $word in
	all_sta) while read -r mac; do printf '> %s\\nflags=[AUTH][ASSOC]\\n' "$mac"; done <"$0.held" ;;
	ping)
		if mv "$0.events" "$0.said" 2>/dev/null; then cat "$0.said"; fi
		echo '> PONG'
		;;
	esac
done
`;

let folder = '';
let stations: Stations | undefined;
const put = (name: 'held' | 'events', text: string) =>
  writeFileSync(join(folder, `hostapd_cli.${name}`), text);
const starts = () => {
  const file = join(folder, 'hostapd_cli.starts');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};
const held = () => (stations?.held() === undefined ? undefined : [...(stations.held() ?? [])]);
const watch = () => {
  stations = watchStations({ radioInterface: 'wlan0', controlFolder: '/ctrl', runFolder: '/own' });
};
/** vitest's own waiting would stand still with the timers. */
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};
const isHeld = (macs: readonly string[] | undefined) =>
  until(() => JSON.stringify(held()) === JSON.stringify(macs));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  folder = mkdtempSync(join(tmpdir(), 'dtm-stations-'));
  writeFileSync(join(folder, 'hostapd_cli'), standIn, { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
});
afterEach(() => {
  stations?.close();
  vi.unstubAllEnvs();
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

test('nothing is known until hostapd has answered, and then whom it holds and who comes and goes', async () => {
  put('held', `${first}\n${second}\n`);
  watch();
  expect(held()).toBeUndefined();
  await isHeld([first, second]);
  expect(starts()).toEqual(['-p /ctrl -s /own -i wlan0']);
  put('events', `<3>AP-STA-CONNECTED ${third}\n<3>AP-STA-DISCONNECTED ${first}\n`);
  vi.advanceTimersByTime(1000);
  await isHeld([second, third]);
});

test.each(['<3>AP-DISABLED ', 'Connection to hostapd lost - trying to reconnect'])(
  'after "%s" nothing is known; asked again after five seconds, who left meanwhile is gone',
  async (line) => {
    put('held', `${first}\n${second}\n`);
    watch();
    await isHeld([first, second]);
    put('events', `${line}\n`);
    put('held', `${second}\n`);
    vi.advanceTimersByTime(1000);
    await isHeld(undefined);
    vi.advanceTimersByTime(4999);
    expect(starts()).toHaveLength(1);
    vi.advanceTimersByTime(1);
    await isHeld([second]);
    expect(starts()).toHaveLength(2);
  },
);

test('a hostapd that is not up yet is asked again until it is', async () => {
  watch();
  const isSoInTime = (isSo: () => boolean) =>
    until(() => {
      vi.advanceTimersByTime(1000);
      return isSo();
    });
  await isSoInTime(() => starts().length === 2);
  expect(held()).toBeUndefined();
  put('held', `${first}\n`);
  await isSoInTime(() => held()?.[0] === first);
});

test('where hostapd_cli is not installed nothing is known, and nothing falls over', async () => {
  vi.stubEnv('PATH', join(folder, 'nowhere'));
  watch();
  // The failed start is reported a turn later.
  for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(held()).toBeUndefined();
  stations?.close();
  expect(vi.getTimerCount()).toBe(0);
});

test('closed, it asks nobody any more', async () => {
  put('held', `${first}\n`);
  watch();
  await isHeld([first]);
  stations?.close();
  await isHeld(undefined);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(starts()).toHaveLength(1);
});
