/**
 * The parts of a .xlsx file, which is a ZIP archive, opened with a limit on everything: other people's files may be broken, locked,
 * or made to burst. What passes here is put into a plain archive again, so that the library behind sees nothing else.
 */
import { crc32, inflateRawSync } from 'node:zlib';

export type Unzipped =
  | { readonly kind: 'parts'; readonly parts: ReadonlyMap<string, Buffer> }
  | { readonly kind: 'refused'; readonly reason: string };

export const maxFileBytes = 20 * 1024 * 1024;
/** All parts together, opened. A form of 10,000 rows needs a tenth of it. */
const maxOpenedBytes = 80 * 1024 * 1024;
const maxParts = 2000;

// PKWARE APPNOTE 4.3: signatures and lengths of the records.
const endSignature = 0x06054b50;
const endLength = 22;
const centralSignature = 0x02014b50;
const centralLength = 46;
const localSignature = 0x04034b50;
const localLength = 30;
const deflated = 8;
const encryptedFlag = 1;

const refused = (reason: string): Unzipped => ({ kind: 'refused', reason });

export function unzip(bytes: Buffer): Unzipped {
  if (bytes.length > maxFileBytes) return refused(`is larger than ${maxFileBytes / 1024 / 1024} MB`);
  // Compound File Binary: what Excel wrote before 2007, and what it locks new files into.
  if (bytes.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1')
    return refused('is an old .xls file or locked with a password; save it as .xlsx without one');
  try {
    return openParts(bytes);
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && 'code' in error))
      return refused('is broken: it ends too early, or its parts do not fit together');
    throw error;
  }
}

function openParts(bytes: Buffer): Unzipped {
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'));
  if (end < 0 || bytes.length < end + endLength || bytes.readUInt32LE(end) !== endSignature)
    return refused('is not an .xlsx file');
  const count = bytes.readUInt16LE(end + 10);
  if (count > maxParts) return refused(`has ${count} parts; a spreadsheet has a few dozen`);
  const parts = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  let left = maxOpenedBytes;
  for (let index = 0; index < count; index++) {
    if (bytes.readUInt32LE(at) !== centralSignature)
      return refused('is broken: its table of contents is damaged');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      bytes.readUInt16LE(at + offset),
    );
    const name = bytes.toString('utf8', at + centralLength, at + centralLength + (nameLength ?? 0));
    if (bytes.readUInt16LE(at + 8) & encryptedFlag)
      return refused('is locked with a password; save it without one');
    if (/\.(xml|rels)$/i.test(name)) {
      const part = openPart(bytes, at, left);
      if (part === undefined)
        return refused(`is more than ${maxOpenedBytes / 1024 / 1024} MB when opened, which no form is`);
      left -= part.length;
      parts.set(name.replace(/^\//, ''), part);
    }
    at += centralLength + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return { kind: 'parts', parts };
}

/** undefined: more than is left. */
function openPart(bytes: Buffer, entry: number, left: number): Buffer | undefined {
  const method = bytes.readUInt16LE(entry + 10);
  const size = bytes.readUInt32LE(entry + 20);
  const local = bytes.readUInt32LE(entry + 42);
  if (bytes.readUInt32LE(local) !== localSignature) throw new RangeError('no part');
  const start = local + localLength + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (start + size > bytes.length) throw new RangeError('part behind the end');
  const packed = bytes.subarray(start, start + size);
  if (left <= 0) return undefined;
  if (method !== deflated) return packed.length > left ? undefined : packed;
  try {
    return inflateRawSync(packed, { maxOutputLength: left });
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      return undefined;
    throw error;
  }
}

/** The same parts as an archive that compresses nothing. */
export function zipPlain(parts: ReadonlyMap<string, Uint8Array>): Buffer {
  const files: Buffer[] = [];
  const contents: Buffer[] = [];
  let at = 0;
  for (const [path, part] of parts) {
    const name = Buffer.from(path);
    const record = Buffer.alloc(26);
    record.writeUInt16LE(20, 0);
    // Names are UTF-8.
    record.writeUInt16LE(0x800, 2);
    record.writeUInt32LE(crc32(part), 10);
    record.writeUInt32LE(part.length, 14);
    record.writeUInt32LE(part.length, 18);
    record.writeUInt16LE(name.length, 22);
    const local = Buffer.alloc(4);
    local.writeUInt32LE(localSignature);
    files.push(local, record, name, Buffer.from(part));
    const central = Buffer.alloc(6);
    central.writeUInt32LE(centralSignature);
    central.writeUInt16LE(20, 4);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    contents.push(central, record, tail, name);
    at += localLength + name.length + part.length;
  }
  const table = Buffer.concat(contents);
  const end = Buffer.alloc(endLength);
  end.writeUInt32LE(endSignature);
  end.writeUInt16LE(parts.size, 8);
  end.writeUInt16LE(parts.size, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, table, end]);
}
