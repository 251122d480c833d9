/**
 * How often some bytes stand in this process's own memory, as somebody who seized it running would search it. For programs of their own:
 * what is looked for is told byte by byte, so that the search does not find itself.
 */
import { openSync, readFileSync, readSync } from 'node:fs';

export function timesInMemory(byteAt: (at: number) => number, length: number): number {
  let times = 0;
  const memory = openSync('/proc/self/mem', 'r');
  const part = Buffer.allocUnsafeSlow(1 << 20);
  for (const line of readFileSync('/proc/self/maps', 'latin1').split('\n')) {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    if (!from || /vvar|vsyscall/.test(line)) continue;
    const end = BigInt(`0x${to}`);
    for (let at = BigInt(`0x${from}`); at < end; at += BigInt(part.length - length + 1)) {
      const left = end - at;
      let read = 0;
      try {
        read = readSync(memory, part, 0, left < BigInt(part.length) ? Number(left) : part.length, at);
      } catch {
        break;
      }
      let index = -1;
      for (;;) {
        index = part.indexOf(byteAt(0), index + 1);
        if (index < 0 || index + length > read) break;
        let same = 1;
        while (same < length && part[index + same] === byteAt(same)) same += 1;
        if (same === length) times += 1;
      }
      part.fill(0);
      if (left <= BigInt(part.length)) break;
    }
  }
  return times;
}
