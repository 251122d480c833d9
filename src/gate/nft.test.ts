/** What is said to the firewall, with a recorder in its place; the real one is in test/contract. */
import { expect, test } from 'vitest';
import { createFirewall, numberOf } from './nft.ts';

const first = { mac: '02:00:00:00:00:01', handle: '1111111100000000' } as const;
const second = { mac: '02:00:00:00:00:02', handle: '2222222200000000' } as const;

function makeRecorder(refuses: (commands: string) => boolean = () => false) {
  const said: string[] = [];
  const firewall = createFirewall((commands) => {
    said.push(commands);
    return refuses(commands) ? undefined : '';
  });
  return { said, firewall };
}

test('grants that wait together go in one transaction', async () => {
  const { said, firewall } = makeRecorder();
  await Promise.all([
    firewall.grant(first.mac, first.handle, 60),
    firewall.grant(second.mac, second.handle, 90),
  ]);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('{ 02:00:00:00:00:01 timeout 60s comment "1111111100000000" : 0x11111111 }');
  expect(said[0]).toContain('{ 0x22222222 timeout 90s }');
});

test('one change that the kernel refuses spoils no other', async () => {
  const { said, firewall } = makeRecorder((commands) => commands.includes(first.mac));
  const outcomes = await Promise.allSettled([
    firewall.grant(first.mac, first.handle, 60),
    firewall.grant(second.mac, second.handle, 60),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(said).toHaveLength(3);
  await firewall.revoke(second.mac, second.handle);
  expect(said).toHaveLength(4);
});

test('a refusal says nothing of whom it was about', async () => {
  const { firewall } = makeRecorder(() => true);
  const error = await firewall.grant(first.mac, first.handle, 60).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'gate_failed' });
  expect(String(error)).not.toMatch(/02:00|1111/);
});

test('what an earlier gate left is read: known phones and granted ones, each once', () => {
  const known = { elem: { val: first.mac, comment: first.handle } };
  const other = { elem: { val: second.mac, comment: second.handle } };
  const ended = { elem: { val: '02:00:00:00:00:04', comment: '4444444400000000 granted' } };
  const granted = [{ elem: { val: second.mac, comment: second.handle, timeout: 60, expires: 59 } }, 1];
  const answers: Readonly<Record<string, unknown>> = {
    'list set inet dtm known\n': { set: { elem: [known, other, ended, '02:00:00:00:00:03', { elem: 7 }] } },
    'list map inet dtm granted\n': { map: { elem: [granted] } },
  };
  const firewall = createFirewall((commands) =>
    JSON.stringify({ nftables: [{ metainfo: {} }, answers[commands]] }),
  );
  expect(firewall.read()).toEqual([
    { ...first, secondsRemaining: undefined },
    { ...second, secondsRemaining: 59 },
    { mac: '02:00:00:00:00:04', handle: '4444444400000000', secondsRemaining: 0 },
  ]);
  expect(createFirewall(() => undefined).read()).toEqual([]);
});

test('the number of a phone is the first half of its handle', () => {
  expect(numberOf('89abcdef01234567')).toBe('0x89abcdef');
});
