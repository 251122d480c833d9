/** Addresses in every way that programs write them, so that a test for none in a log cannot be passed by another notation. */

export const bytesOfMac = (mac: string) => mac.split(':').map((pair) => Number.parseInt(pair, 16));
export const bytesOfIp = (ip: string) => ip.split('.').map(Number);
const hex = (bytes: readonly number[], between = '') =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(between);

/** Six bytes or four, in every way that programs write them. */
export function notations(bytes: readonly number[]): string[] {
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const pairs = [0, 2, 4].map((at) => hex(bytes.slice(at, at + 2))).filter((pair) => pair !== '');
  return [
    ...[bytes, [...bytes].reverse()].flatMap((order) => [
      ...['', ':', '-', ' ', '.', '\\x', ', 0x', '%'].map((between) => hex(order, between)),
      ...[',', ', ', ' ', '.', '-'].map((between) => order.join(between)),
    ]),
    ...[':', '.', '-'].map((between) => pairs.join(between)),
    bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
    String(number),
    Buffer.from(bytes).toString('base64').replace(/=+$/, ''),
    Buffer.from(hex(bytes, ':')).toString('base64').replace(/=+$/, ''),
  ];
}

export const tracesIn = (text: string, traces: readonly string[]): string[] =>
  withoutCase(text.toLowerCase(), traces);
const withoutCase = (text: string, traces: readonly string[]): string[] =>
  traces.filter((trace) => text.includes(trace.toLowerCase()));
