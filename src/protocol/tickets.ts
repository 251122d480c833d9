/**
 * The anonymous ticket of feedback that wants a reply: a code on paper, in nobody's database. The phone's page shows it once;
 * from it are stretched the id under which a reply is looked up and the key under which the reply is sealed. Only those two
 * travel, sealed, to the collector; a kit never keeps more than the id and the sealed reply.
 *
 *   XXXX-XXXX-XXXX   11 signs of Crockford's Base32 without Z, 54 random bits, and one check sign
 *   scrypt(code) ── HKDF ──▶ lookup id 16 │ reply key 32
 *
 * Stretched, because a seized kit holds the ids: at 8 MiB and some tens of milliseconds a guess, 54 bits are out of reach.
 */
import { hkdfSync, scrypt } from 'node:crypto';
import { type RandomBytes, toHex } from './ids.ts';

/** Without I, L, O, U and Z, which by hand become 1, 1, 0, V and 2. A prime number of signs, for the check. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXY';
const lookAlikes: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1', U: 'V', Z: '2' };
const dataLength = 11;
const codeLength = dataLength + 1;
const groupLength = 4;

/** Twelve signs without separators, in capital letters. */
export type TicketCode = string;

export interface TicketKeys {
  /** Hexadecimal, 16 bytes. */
  readonly lookup: string;
  /** 32 bytes. */
  readonly replyKey: Uint8Array;
}

export function newTicketCode(random: RandomBytes): TicketCode {
  const data = [...random(dataLength)].map((byte) => alphabet[byte % alphabet.length]).join('');
  return data + checkSign(data);
}

/** 'K7MQ-X2HP-0V3C'. */
export const showTicketCode = (code: TicketCode): string =>
  (code.match(new RegExp(`.{${groupLength}}`, 'g')) ?? []).join('-');

/** What a person copied by hand: any case, any separators, O for 0, I for 1. undefined: it cannot be a code. */
export function readTicketCode(text: string): TicketCode | undefined {
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/[OILUZ]/g, (sign) => lookAlikes[sign] ?? sign);
  if (code.length !== codeLength || [...code].some((sign) => !alphabet.includes(sign))) return undefined;
  const data = code.slice(0, dataLength);
  return checkSign(data) === code[dataLength] ? code : undefined;
}

/** A prime modulus, and weights that differ from place to place: one wrong sign, or two exchanged ones, always show. */
function checkSign(data: string): string {
  const sum = [...data].reduce((total, sign, place) => total + (place + 1) * alphabet.indexOf(sign), 0);
  return alphabet[sum % alphabet.length] ?? '0';
}

const stretch = { N: 8192, r: 8, p: 1 } as const;
const salt = 'dtm-wifi/ticket/1';

/** Takes some tens of milliseconds and 8 MiB: one at a time on a kit. */
export async function ticketKeys(code: TicketCode): Promise<TicketKeys> {
  const stretched = await new Promise<Buffer>((resolve, reject) => {
    scrypt(code, salt, 32, stretch, (error, key) => (error ? reject(error) : resolve(key)));
  });
  const derive = (purpose: string, length: number) =>
    new Uint8Array(hkdfSync('sha256', stretched, '', `${salt}/${purpose}`, length));
  return { lookup: toHex(derive('lookup', 16)), replyKey: derive('reply', 32) };
}
