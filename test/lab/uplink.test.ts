/**
 * Journey: a kit without an uplink. It boots without ever having seen one, phones are caught all the same, answers are kept;
 * when the cable is plugged in, who tapped "Go online" is online without doing anything, and the answers reach the collector.
 * Then the cable goes in the middle of everything, and an upstream login page is no internet.
 */
import { expect, it } from 'vitest';
import type { Phone } from '../../scripts/lab/phone.ts';
import { internetAddresses } from '../../scripts/lab/plan.ts';
import { until } from '../../scripts/lab/program.ts';
import { type Visitor, visitorWith } from '../../scripts/lab/visitor.ts';
import { probes } from '../../src/kit/access/probes.ts';
import { findAction } from '../../src/simulate/fill-in.ts';
import { describeInLab, handleOf } from '../support/lab-bench.ts';
import { expectCaught, hurried } from '../support/lab-probes.ts';

const probe = 'http://connectivitycheck.gstatic.com/generate_204';
const downText = 'There is no internet here right now';
/** RFC 5737: what the probe names are while there is no uplink. */
const offlineAddress = '198.51.100.1';

describeInLab('without an uplink', { ...hurried, isCableIn: false }, (journey) => {
  const seesInternet = async (phone: Phone) => {
    const answer = await phone.fetch(probe).catch(() => undefined);
    return answer?.status === 204;
  };
  const pageOf = (phone: Phone) => phone.fetch(`${journey().lab.kit.portalUrl}en`);
  const waiting = async () => Number((await journey().lab.kit.fieldStatus()).waiting);
  const goOnline = (phone: Phone) => phone.post(`${journey().lab.kit.portalUrl}en/online`);
  const joinOne = async (): Promise<Phone> => {
    const [phone] = await journey().lab.phones.join(1);
    if (!phone) throw new Error('no phone');
    return phone;
  };
  const stateOf = async (phone: Phone) => (await journey().gate.whoIs(phone.address))?.state.kind;
  const expectEveryProbeCaught = async (state: 'captive' | 'granted' | 'expired') => {
    expect(await stateOf(early)).toBe(state);
    await expectCaught(early, journey().lab.kit.portalUrl, offlineAddress);
  };
  let early: Phone;
  let visitor: Visitor;

  it('a kit that never saw one catches every system’s probe by its own names', async () => {
    early = await joinOne();
    for (const host of new Set(probes.flatMap(({ hosts }) => hosts))) {
      expect({ host, ...(await early.resolve(host)) }).toMatchObject({ host, records: [offlineAddress] });
      expect(await early.resolve(host, 'AAAA')).toMatchObject({ code: 0, records: [] });
    }
    expect((await early.resolve('captive.apple.com')).ttlSeconds).toBeLessThanOrEqual(10);
    expect((await early.resolve('www.example.org')).code).toBe(3);
    await expectEveryProbeCaught('captive');
    expect((await pageOf(early)).body).toContain(downText);
    expect(await early.attempt(internetAddresses.host, 443)).toMatchObject({ outcome: 'refused' });
  });

  it('answers are kept and "Go online" is taken, and the phone stays caught', async () => {
    visitor = visitorWith(early);
    await visitor.open(`${journey().lab.kit.portalUrl}en`);
    await visitor.answer(40);
    expect(findAction(visitor.page(), 'next')).toBeUndefined();
    await until('the answers wait in the outbox', async () => (await waiting()) > 0);
    expect((await goOnline(early)).status).toBe(303);
    await expectEveryProbeCaught('granted');
    await journey().gate.open(await handleOf(journey(), early.address), 1);
    await until('the grant has run out', async () => (await stateOf(early)) === 'expired');
    await expectEveryProbeCaught('expired');
    expect((await goOnline(early)).status).toBe(303);
    expect((await early.fetch(probe)).status).toBe(302);
  });

  it('plugged in, the phone is online by itself and the answers are at the collector', async () => {
    await journey().lab.internet.setCable(true);
    await until('the phone is online', () => seesInternet(early));
    expect((await pageOf(early)).body).not.toContain(downText);
    await until('nothing waits in the outbox', async () => (await waiting()) === 0);
    // One that never tapped is as captive as ever.
    const late = await joinOne();
    expect((await late.fetch(probe)).status).toBe(302);
    expect((await late.resolve('www.example.org')).records).toEqual([internetAddresses.host]);
  });

  it('unplugged during a form and after a grant, both go on, and come back with the cable', async () => {
    const answering = visitorWith(await joinOne(), 'unplugged');
    await answering.open(`${journey().lab.kit.portalUrl}en`);
    await answering.answer(3);
    await journey().lab.internet.setCable(false);
    await until('the granted phone is caught', async () => {
      const answer = await early.fetch(probe).catch(() => undefined);
      return answer?.headers.location === journey().lab.kit.portalUrl;
    });
    expect((await early.resolve('captive.apple.com')).records).toEqual([offlineAddress]);
    await answering.answer(40);
    expect(findAction(answering.page(), 'next')).toBeUndefined();
    expect(await waiting()).toBeGreaterThan(0);
    await journey().lab.internet.setCable(true);
    await until('the granted phone is online again', () => seesInternet(early));
    await until('nothing waits in the outbox', async () => (await waiting()) === 0);
  });

  it('an upstream that shows its own login page, or says nothing, is no internet', async () => {
    const { internet } = journey().lab;
    for (const mood of ['captive', 'dead'] as const) {
      await internet.setMood(mood);
      await until(`the page says so when the upstream is ${mood}`, async () =>
        (await pageOf(early)).body.includes(downText),
      );
      const { status, headers } = await early.fetch(probe);
      expect([status, headers.location]).toEqual([302, journey().lab.kit.portalUrl]);
      await internet.setMood('open');
      await until('the granted phone is online again', () => seesInternet(early));
    }
  });

  it('killed and started again, gate and kit leave a granted phone online and a captive one caught', async () => {
    const captive = await joinOne();
    const { kit } = journey().lab;
    await kit.gate().end('SIGKILL');
    await until('the granted phone is online without a gate', () => seesInternet(early));
    expect((await captive.fetch(probe)).status).toBe(302);
    await kit.startGate();
    await kit.kit().end('SIGKILL');
    await kit.startKit();
    await until('the granted phone is online', () => seesInternet(early));
    expect((await captive.fetch(probe)).status).toBe(302);
    expect(await stateOf(early)).toBe('granted');
  });
});
