/**
 * Packets as the kernel of a namespace counts them: those that have come so far, after the gate's own chain of that hook.
 */
import { randomBytes } from 'node:crypto';
import { run } from '../../scripts/lab/namespaces.ts';

/** `match` as nft writes it. The returned function says how many there were until now. */
export async function countPackets(
  namespace: string,
  hook: string,
  match: string,
): Promise<() => Promise<number>> {
  const nft = (commands: string) => run('ip', ['netns', 'exec', namespace, 'nft', commands]);
  const chain = `${hook}_${randomBytes(4).toString('hex')}`;
  await nft(`add table inet counting
add chain inet counting ${chain} { type filter hook ${hook} priority 200; }
add rule inet counting ${chain} ${match} counter`);
  return async () =>
    Number(/counter packets (\d+)/.exec(await nft(`list chain inet counting ${chain}`))?.[1]);
}
