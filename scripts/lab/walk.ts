/** One phone's way through a lab, told line by line: probe, portal, grant, internet. For a person who wants to see that it works. */
import type { Lab } from './lab.ts';
import { internetAddresses } from './plan.ts';
import { until } from './program.ts';

const probe = 'http://connectivitycheck.gstatic.com/generate_204';

export async function* walk({ phones, kit, plan }: Lab): AsyncGenerator<string> {
  yield `lab ${plan.name} is up`;
  const [phone] = await phones.join(1);
  if (!phone) throw new Error('no phone');
  yield `a phone has ${phone.address} and asks ${phone.lease.nameServer} for names`;
  const caught = await phone.fetch(probe);
  yield `its probe is answered ${caught.status}, Location: ${caught.headers.location}`;
  const refused = await phone.attempt(internetAddresses.host, 443);
  yield `HTTPS is ${refused.outcome} after ${refused.tookMs.toFixed(1)} ms`;
  const page = await phone.fetch(`${kit.portalUrl}en`);
  yield `the portal's page: ${page.status}, ${Buffer.byteLength(page.body)} bytes`;
  await until('the kit knows of the internet', async () => (await phone.resolve('example.org')).code === 0);
  const granted = await phone.post(`${kit.portalUrl}en/online`);
  yield `"Go online" is answered ${granted.status}, Location: ${granted.headers.location}`;
  const online = await phone.fetch(probe);
  yield `its probe is answered ${online.status} by the real host`;
  const secure = await phone.attempt(internetAddresses.host, 443);
  yield `HTTPS is ${secure.outcome} after ${secure.tookMs.toFixed(1)} ms`;
}
