/** The search for addresses itself: one of each notation is planted amid random bytes, and found; where none is, nothing is. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTraceSearch, tracesOfIp, tracesOfMac, tracesOfText } from './trace-search.ts';

const mac = '02:4a:91:c3:5e:7f';
const ip = '10.20.7.213';
const userAgent = 'Mozilla/5.0 (Linux; Android 14; Kanarienvogel-7341)';
const search = createTraceSearch([...tracesOfMac(mac), ...tracesOfIp(ip), ...tracesOfText(userAgent)]);

const macBytes = Buffer.from('024a91c35e7f', 'hex');
const ipBytes = Buffer.from('0a1407d5', 'hex');
const reversed = (bytes: Buffer) => Buffer.from(bytes).reverse();
const inBase64 = (bytes: Buffer, before: number) =>
  Buffer.concat([Buffer.alloc(before, 'x'), bytes, Buffer.from('yz')]).toString('base64');
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

const planted: readonly (readonly [string, string, string | Buffer])[] = [
  ['colons', mac, mac],
  ['colons, upper case', mac, mac.toUpperCase()],
  ['dashes', mac, '02-4a-91-c3-5e-7f'],
  ['dashes, upper case', mac, '02-4A-91-C3-5E-7F'],
  ['Cisco’s dots', mac, '024a.91c3.5e7f'],
  ['bare', mac, '024a91c35e7f'],
  ['bare, upper case', mac, '024A91C35E7F'],
  ['reversed bytes', mac, '7f:5e:c3:91:4a:02'],
  ['reversed bytes, bare', mac, '7f5ec3914a02'],
  ['decimal numbers', mac, '2,74,145,195,94,127'],
  ['one number', mac, String(0x024a91c35e7f)],
  ['binary', mac, macBytes],
  ['binary, reversed', mac, reversed(macBytes)],
  ...[0, 1, 2].map(
    (before) => [`base64 of bytes, after ${before}`, mac, inBase64(macBytes, before)] as const,
  ),
  ...[0, 1, 2].map(
    (before) => [`base64 of text, after ${before}`, mac, inBase64(Buffer.from(mac), before)] as const,
  ),
  ['UTF-16', mac, utf16(mac)],
  ['hexadecimal of text', mac, Buffer.from(mac).toString('hex')],
  ['dots', ip, ip],
  ['mapped into IPv6', ip, `::ffff:${ip}`],
  ['mapped into IPv6, hexadecimal', ip, '::ffff:0a14:07d5'],
  ['a name of the reverse zone', ip, '213.7.20.10.in-addr.arpa'],
  ['dashes, as in names', ip, 'ip-10-20-7-213'],
  ['decimal numbers', ip, '[10,20,7,213]'],
  ['one number', ip, String(0x0a1407d5)],
  ['hexadecimal', ip, '0A1407D5'],
  ['binary', ip, ipBytes],
  ['binary, reversed', ip, reversed(ipBytes)],
  ...[0, 1, 2].map((before) => [`base64 of bytes, after ${before}`, ip, inBase64(ipBytes, before)] as const),
  ...[0, 1, 2].map(
    (before) => [`base64 of text, after ${before}`, ip, inBase64(Buffer.from(ip), before)] as const,
  ),
  ['UTF-16', ip, utf16(ip)],
  ['as it was sent', userAgent, `{"ua":"${userAgent}"}`],
  ['lower case', userAgent, userAgent.toLowerCase()],
  ['in an address', userAgent, `/x?${encodeURIComponent(userAgent)}`],
  ...[0, 1, 2].map(
    (before) => [`base64, after ${before}`, userAgent, inBase64(Buffer.from(userAgent), before)] as const,
  ),
  ['UTF-16', userAgent, utf16(userAgent)],
  ['hexadecimal', userAgent, Buffer.from(userAgent).toString('hex')],
];

test.each(planted)('finds %s of %s', (_, of, what) => {
  const before = randomBytes(1001);
  const found = search(Buffer.concat([before, Buffer.from(what as string), randomBytes(1001)]));
  expect(found.map((one) => one.of)).toContain(of);
});

test('finds the last bytes of a file, and of many the right ones', () => {
  expect(search(Buffer.from(`x${mac}`))).toHaveLength(1);
  expect(search(Buffer.from(`${mac} ${ip} ${mac}`)).map(({ of }) => of)).toEqual([mac, ip, mac]);
});

test('finds nothing in four megabytes of random bytes, in their hexadecimal digits and in base64', () => {
  const random = randomBytes(2_000_000);
  for (const bytes of [
    random,
    Buffer.from(random.toString('hex').slice(0, 1_000_000)),
    Buffer.from(random.toString('base64').slice(0, 1_000_000)),
  ])
    expect(search(bytes).filter(({ isShort }) => !isShort)).toEqual([]);
});
