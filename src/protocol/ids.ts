/**
 * The names of things that cross a wire. Ids are lower-case hexadecimal in code and in databases, raw bytes on the
 * wire. Randomness comes in as an argument so that vectors can be made; the default is the system's generator.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

export type RandomBytes = (length: number) => Uint8Array;
export const systemRandom: RandomBytes = (length) => randomBytes(length);

const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `${bytes * 2} hexadecimal digits`);

/** 8 bytes, given at enrolment, for the life of the kit. */
export const kitId = hex(8);
export type KitId = string;
/** 8 bytes, made with the kit's database file: a restored or a new file shows itself. */
export const incarnation = hex(8);
export type Incarnation = string;
/** 16 bytes, random: one record, whatever its seq. */
export const recordId = hex(16);
export type RecordId = string;

export const newId = (bytes: 8 | 16, random: RandomBytes = systemRandom): string => toHex(random(bytes));

export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
export const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
