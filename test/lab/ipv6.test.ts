/**
 * Journey: IPv6 offered on the phones' side. The kit switches it off there; here it is switched on again by hand, with
 * forwarding, addresses and routes as a wrong or a wicked machine would make them, and still nothing passes the gate.
 */
import { expect, it } from 'vitest';
import { ipBatch, run } from '../../scripts/lab/namespaces.ts';
import type { Phone } from '../../scripts/lab/phone.ts';
import { internetAddresses } from '../../scripts/lab/plan.ts';
import { describeInLab } from '../support/lab-bench.ts';

const kitLan = 'fd00:20::1';
const phoneAddress = 'fd00:20::10';

describeInLab('IPv6', {}, (journey) => {
  const inKit = (...line: string[]) => run('ip', ['netns', 'exec', journey().lab.plan.kit, ...line]);
  let phone: Phone;

  it('is not offered: no router speaks, and the kit has no address of it towards phones', async () => {
    const { lab } = journey();
    const [joined] = await lab.phones.join(1);
    if (!joined) throw new Error('no phone');
    phone = joined;
    expect(await run('ip', ['-n', lab.plan.kit, '-6', 'addr', 'show', 'dev', 'lan0'])).toBe('');
    expect(await run('ip', ['-n', phone.namespace, '-6', 'route', 'show', 'default'])).toBe('');
    expect((await phone.resolve('dual.example', 'AAAA')).records).toEqual([]);
  });

  it('is no way around the gate even where somebody switches it on, before the grant or after it', async () => {
    const { lab } = journey();
    await inKit('sysctl', '-qw', 'net.ipv6.conf.lan0.disable_ipv6=0', 'net.ipv6.conf.all.forwarding=1');
    await ipBatch(lab.plan.kit, [`addr add ${kitLan}/64 dev lan0 nodad`]);
    await ipBatch(lab.plan.internet, [`route add fd00:20::/64 via ${internetAddresses.kit6}`]);
    await ipBatch(phone.namespace, [
      `addr add ${phoneAddress}/64 dev wifi0 nodad`,
      `route add default via ${kitLan} dev wifi0`,
    ]);
    for (const state of ['captive', 'granted'] as const) {
      if (state === 'granted') await phone.post(`${lab.kit.portalUrl}en/online`);
      expect((await journey().gate.whoIs(phone.address))?.state.kind).toBe(state);
      for (const port of [80, 443, 853])
        expect({ state, port, ...(await phone.attempt(internetAddresses.gateway6, port)) }).toMatchObject({
          outcome: 'refused',
        });
      // The kit itself is not reached by it either.
      for (const port of [lab.kit.network.portal_port, 8081, 53, 22])
        expect({ state, port, ...(await phone.attempt(kitLan, port)) }).toMatchObject({ outcome: 'refused' });
    }
    expect(await phone.attempt(internetAddresses.host, 443)).toMatchObject({ outcome: 'connected' });

    // The way was there all along: only the gate's rules stood in it.
    await inKit('nft', 'delete', 'table', 'inet', 'dtm');
    expect(await phone.attempt(internetAddresses.gateway6, 443)).toMatchObject({ outcome: 'connected' });
  });
});
