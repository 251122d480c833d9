/** Fields narrower than a byte, most significant bit first. For the compact encoding of answers only. */

export class BitWriter {
  private readonly bits: number[] = [];

  /** @param width 0 to 31 bits. */
  write(value: number, width: number): void {
    for (let bit = width - 1; bit >= 0; bit--) this.bits.push((value >>> bit) & 1);
  }

  /** Zero bits fill the last byte. */
  finish(): Uint8Array {
    const out = new Uint8Array(Math.ceil(this.bits.length / 8));
    this.bits.forEach((bit, index) => {
      out[index >> 3] = (out[index >> 3] ?? 0) | (bit << (7 - (index & 7)));
    });
    return out;
  }
}

export class BitReader {
  private readonly source: Uint8Array;
  private at = 0;

  constructor(source: Uint8Array) {
    this.source = source;
  }

  /** The bytes that were begun. */
  get bytesRead(): number {
    return Math.ceil(this.at / 8);
  }

  read(width: number): number {
    if (this.at + width > this.source.length * 8) throw new RangeError('answers end too early');
    let value = 0;
    for (let bit = 0; bit < width; bit++, this.at++)
      value = (value << 1) | (((this.source[this.at >> 3] ?? 0) >> (7 - (this.at & 7))) & 1);
    return value >>> 0;
  }
}
