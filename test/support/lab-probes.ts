/**
 * What a phone of a lab hears from every row of the probe table, and from hosts that are in no table: all of them the portal, or
 * all of them the internet.
 */
import { expect } from 'vitest';
import type { Phone } from '../../scripts/lab/phone.ts';
import { probes } from '../../src/kit/access/probes.ts';

const rows = probes.flatMap(({ hosts, paths, online }) =>
  hosts.flatMap((host) => paths.map((path) => ({ url: `http://${host}${path}`, online }))),
);
/** For a lab whose phones ask all this in a second or two: what one phone may ask is proven elsewhere. */
export const hurried = {
  config: { limits: { requests_per_second: 1000, request_burst: 1000 } },
  fairness: { new_connections_per_second: 1000 },
} as const;

const strangers = ['a-host-in-no-table.example', 'sub.captive.apple.com'];

/** @param address where names lead, for a phone that has asked for them already: while captive it may ask for five a second. */
export async function expectCaught(phone: Phone, portalUrl: string, address?: string): Promise<void> {
  const foreign = strangers.map((host) => `http://${host}/some/page?x=1`);
  for (const url of [...rows.map((row) => row.url), ...foreign]) {
    const { status, headers, body } = await phone.fetch(url, address === undefined ? {} : { address });
    const { location, 'cache-control': cacheControl } = headers;
    expect({ url, status, location, cacheControl }).toEqual({
      ...{ url, status: 302 },
      ...{ location: portalUrl, cacheControl: 'no-store' },
    });
    expect(body).not.toMatch(/success/i);
  }
}

export async function expectOnline(phone: Phone): Promise<void> {
  for (const { url, online } of rows) {
    const { status, body } = await phone.fetch(url);
    expect({ url, status, body }).toEqual({ url, status: online.status, body: online.body });
  }
  for (const host of strangers)
    expect((await phone.fetch(`http://${host}/`)).body).toBe(`the real ${host}\n`);
}
