/**
 * Journey: every operating system's probe, asked by a phone on a real network: caught, let through to the real host, caught
 * again when the grant has run out; and a grant that is taken away cuts what is under way.
 */
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { internetAddresses } from '../../scripts/lab/plan.ts';
import { until } from '../../scripts/lab/program.ts';
import { describeInLab, handleOf } from '../support/lab-bench.ts';
import { expectCaught, expectOnline, hurried } from '../support/lab-probes.ts';

const probe = 'http://connectivitycheck.gstatic.com/generate_204';

describeInLab('a phone’s probes', hurried, (journey) => {
  it('find the portal while everything else on a busy phone asks for names, eight a second in both of their types', async () => {
    const { lab } = journey();
    const [phone] = await lab.phones.join(1);
    if (!phone) throw new Error('no phone');
    await until('the kit knows of the internet', async () => (await phone.resolve('example.org')).code === 0);
    const answers: Promise<unknown>[] = [];
    for (let names = 0; names < 56; names += 1) {
      for (const type of ['A', 'AAAA'] as const)
        answers.push(
          phone.resolve(`app-${names}.example.org`, type).then(
            ({ code }) => code,
            () => 'none',
          ),
        );
      await new Promise((resolve) => setTimeout(resolve, 125));
    }
    // What the answer says is the world's; that there is one is the kit's.
    expect(await Promise.all(answers)).not.toContain('none');
    await expectCaught(phone, lab.kit.portalUrl);
    expect((await phone.fetch(`${lab.kit.portalUrl}en`)).status).toBe(200);
  });

  it('are caught, reach the real hosts after the grant, and are caught again when it has run out', async () => {
    const { lab } = journey();
    const [phone, other] = await lab.phones.join(2);
    if (!phone || !other) throw new Error('no phones');
    await expectCaught(phone, lab.kit.portalUrl);
    const page = await phone.fetch(`${lab.kit.portalUrl}en`);
    expect(page.status).toBe(200);

    const granted = await phone.post(`${lab.kit.portalUrl}en/online`);
    expect(granted.status).toBe(303);
    await expectOnline(phone);
    expect((await phone.attempt(internetAddresses.host, 443)).outcome).toBe('connected');
    // The portal stays where it was, and another phone is not let in by this one's grant.
    expect((await phone.fetch(`${lab.kit.portalUrl}en`)).status).toBe(200);
    expect((await other.fetch(probe)).status).toBe(302);

    // Opening again sets the time anew: two seconds from now the kernel ends it.
    const handle = await handleOf(journey(), phone.address);
    await journey().gate.open(handle, 2);
    await until('the grant has run out', () =>
      phone.fetch(probe).then(
        ({ status }) => status === 302,
        // Under way at that very moment, and cut off.
        () => false,
      ),
    );
    await expectCaught(phone, lab.kit.portalUrl, internetAddresses.host);
    expect((await journey().gate.whoIs(phone.address))?.state.kind).toBe('expired');
    expect((await phone.attempt(internetAddresses.host, 443)).outcome).toBe('refused');
    expect((await phone.post(`${lab.kit.portalUrl}en/online`)).status).toBe(303);
    await expectOnline(phone);
  });

  it('are answered on a connection that ends with the answer, so that none is asked there after the grant', async () => {
    const [phone] = await journey().lab.phones.join(1);
    if (!phone) throw new Error('no phone');
    const socket = phone.connect(internetAddresses.host, 80);
    let answers = '';
    socket.on('data', (part: Buffer) => {
      answers += part.toString('latin1');
    });
    const ask = () => socket.write('GET /today HTTP/1.1\r\nHost: news.example\r\n\r\n');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    ask();
    await until('the probe is answered', () => answers.includes('\r\n\r\n'));
    expect(answers).toContain('HTTP/1.1 302');
    await phone.post(`${journey().lab.kit.portalUrl}en/online`);
    // A browser keeps a connection as long as it may, and would see the portal again where the page should be.
    expect(answers.toLowerCase()).toContain('connection: close');
    await until('the connection is over', () => socket.readableEnded || socket.destroyed);
    expect((await phone.fetch('http://news.example/today')).body).toBe('the real news.example\n');
  });

  it('with more headers than any system sends are answered by 431, and the connection is ended, not broken off', async () => {
    const [phone] = await journey().lab.phones.join(1);
    if (!phone) throw new Error('no phone');
    for (const host of ['captive.apple.com', 'a-host-in-no-table.example']) {
      const socket = phone.connect(internetAddresses.host, 80);
      socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nCookie: ${'x'.repeat(9000)}\r\n\r\n`);
      const parts: Buffer[] = [];
      // Throws where the kit resets the connection.
      for await (const part of socket) parts.push(part as Buffer);
      expect(Buffer.concat(parts).toString()).toMatch(/^HTTP\/1\.1 431 [^\n]*\r\nConnection: close\r\n\r\n$/);
    }
    expect((await phone.fetch(probe)).status).toBe(302);
  });

  it('443 and every other port are refused while captive, not swallowed', async () => {
    const [phone] = await journey().lab.phones.join(1);
    if (!phone) throw new Error('no phone');
    for (const port of [443, 853, 5228, 22])
      expect(await phone.attempt(internetAddresses.host, port)).toMatchObject({ outcome: 'refused' });
    // Neither is the field team's page, nor anything else of the kit, a phone's business.
    const { network } = journey().lab.kit;
    for (const [address, port] of [
      [network.field_address, 8081],
      [network.address, 8081],
      [network.address, 22],
      [internetAddresses.kit, 8081],
    ] as const)
      expect(await phone.attempt(address, port)).toMatchObject({ outcome: 'refused' });
    // Another phone's name server leads nowhere but to the kit's.
    expect((await phone.resolve('wifi.dtm', 'A', internetAddresses.host)).records).toEqual([network.address]);
    expect((await phone.resolve('https.lab', 'HTTPS')).records).toEqual([]);
  });

  it('a download stops in the middle when the grant is taken away', async () => {
    const [phone] = await journey().lab.phones.join(1);
    if (!phone) throw new Error('no phone');
    await phone.post(`${journey().lab.kit.portalUrl}en/online`);
    const socket = phone.connect(internetAddresses.host, 80);
    let bytes = 0;
    let isOver = false;
    socket.on('data', (part: Buffer) => {
      bytes += part.length;
    });
    socket.on('close', () => {
      isOver = true;
    });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write('GET /bytes/9000000000 HTTP/1.1\r\nHost: big.example\r\n\r\n');
    await until('the download is under way', () => bytes > 5_000_000);
    expect(await journey().gate.close(await handleOf(journey(), phone.address))).toBe(true);
    // What was on its way may still arrive; after that not one byte more.
    let before = -1;
    await until('nothing comes any more', async () => {
      if (isOver || bytes === before) return true;
      before = bytes;
      await new Promise((resolve) => setTimeout(resolve, 500));
      return false;
    });
    const atEnd = bytes;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(bytes).toBe(atEnd);
    expect(bytes).toBeLessThan(9_000_000_000);
    socket.destroy();
    expect((await phone.fetch(probe)).status).toBe(302);
  });
});
