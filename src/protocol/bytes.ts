/**
 * Reading and writing the binary formats of this room: big-endian integers, unsigned LEB128 varints, byte strings
 * and UTF-8 text with a varint length before them. A reader never runs past its end: it throws `truncated`.
 */
import { Problem } from './problems.ts';

export class ByteWriter {
  private readonly parts: Uint8Array[] = [];
  private size = 0;

  get length(): number {
    return this.size;
  }

  raw(bytes: Uint8Array): this {
    this.parts.push(bytes);
    this.size += bytes.length;
    return this;
  }

  u8(value: number): this {
    return this.raw(Uint8Array.of(value));
  }

  varint(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) throw new Problem('malformed', `no varint: ${value}`);
    const out: number[] = [];
    let rest = value;
    while (rest >= 0x80) {
      out.push((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    out.push(rest);
    return this.raw(Uint8Array.from(out));
  }

  bytes(value: Uint8Array): this {
    return this.varint(value.length).raw(value);
  }

  text(value: string): this {
    return this.bytes(new TextEncoder().encode(value));
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.size);
    let offset = 0;
    for (const part of this.parts) {
      out.set(part, offset);
      offset += part.length;
    }
    return out;
  }
}

export class ByteReader {
  private readonly source: Uint8Array;
  private at = 0;

  constructor(source: Uint8Array) {
    this.source = source;
  }

  get offset(): number {
    return this.at;
  }

  get left(): number {
    return this.source.length - this.at;
  }

  raw(length: number): Uint8Array {
    if (length > this.left) throw new Problem('truncated');
    this.at += length;
    return this.source.subarray(this.at - length, this.at);
  }

  u8(): number {
    return this.raw(1)[0] as number;
  }

  /** At most 53 bits, in the shortest form only, so that one value has one encoding. */
  varint(): number {
    let value = 0;
    let factor = 1;
    for (let index = 0; index < 8; index++) {
      const byte = this.u8();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (byte === 0 && index > 0) throw new Problem('malformed', 'varint with trailing zero');
        if (!Number.isSafeInteger(value)) break;
        return value;
      }
      factor *= 0x80;
    }
    throw new Problem('malformed', 'varint too long');
  }

  bytes(maxLength: number): Uint8Array {
    const length = this.varint();
    if (length > maxLength) throw new Problem('malformed', `field of ${length} bytes, at most ${maxLength}`);
    return this.raw(length);
  }

  text(maxLength: number): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(this.bytes(maxLength));
    } catch (cause) {
      if (Problem.is(cause)) throw cause;
      throw new Problem('malformed', 'text is not UTF-8', { cause });
    }
  }

  end(): void {
    if (this.left > 0) throw new Problem('malformed', `${this.left} bytes too many`);
  }
}
