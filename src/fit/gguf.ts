import { UserError } from "../core/errors.ts";

/**
 * The metadata of a GGUF file (ggml-org/ggml docs/gguf.md, versions 2 and 3, little-endian). Only what is asked for is
 * kept: numbers, short strings and short arrays; a vocabulary is walked over, never held. No length in the file is
 * trusted: each is checked against the size of the file before anything is read or allocated.
 */
export interface GgufHeader {
  version: number;
  tensors: number;
  metadata: ReadonlyMap<string, GgufValue>;
  /** Lengths of all arrays by key, also of those that were walked over. */
  arrayLengths: ReadonlyMap<string, number>;
  /** False: the reading limit came before the end of the metadata; what stands behind it is not known. */
  complete: boolean;
}

type GgufValue = number | boolean | string | readonly (number | boolean)[];

/** Reads at most `length` bytes from `offset` on; fewer at the end. */
type ReadAt = (offset: number, length: number) => Uint8Array;

/** In bytes. A vocabulary of 250,000 words and its merges take about 8 MB. */
const MAX_READ_BYTES = 24 * 2 ** 20;
const WINDOW_BYTES = 2 ** 18;
/** No file has more entries; llama.cpp's own have about 50. */
const MAX_ENTRIES = 65_536;
const MAX_KEY_BYTES = 65_535;
const MAX_KEPT_STRING_BYTES = 512;
/** One item for each layer is what is looked for. */
const MAX_KEPT_ITEMS = 1_024;
/** Arrays of arrays: none is known, two are allowed. */
const MAX_DEPTH = 2;

/** Bytes of the scalar types by their number in the format; 8 is a string, 9 an array. */
const SCALAR_BYTES: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const STRING = 8;
const ARRAY = 9;

/** Throws UserError for what is no GGUF file, is cut off, or lies about its lengths. */
export function readGgufHeader(read: ReadAt, fileBytes: number, name: string): GgufHeader {
  const cursor = new Cursor(read, fileBytes, name);
  const magic = new TextDecoder("latin1").decode(cursor.take(4));
  if (magic !== "GGUF")
    throw new UserError(`${name} is not a GGUF file`, { hint: "it must start with GGUF" });
  const version = cursor.u32();
  if (version !== 2 && version !== 3) {
    throw new UserError(`${name} is GGUF version ${version >>> 0}; versions 2 and 3 can be read`, {
      hint: version > 0xffff ? "a big-endian file cannot be read" : null,
    });
  }
  const tensors = cursor.length("number of tensors");
  const entries = cursor.length("number of entries");
  if (entries > MAX_ENTRIES) throw cursor.broken(`${entries} metadata entries`);
  const metadata = new Map<string, GgufValue>();
  const arrayLengths = new Map<string, number>();
  let complete = true;
  try {
    for (let i = 0; i < entries; i += 1) readEntry(cursor, metadata, arrayLengths);
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    complete = false;
  }
  return { version, tensors, metadata, arrayLengths, complete };
}

class LimitReached extends Error {}

function readEntry(cursor: Cursor, metadata: Map<string, GgufValue>, lengths: Map<string, number>): void {
  const keyBytes = cursor.length("length of a key");
  if (keyBytes > MAX_KEY_BYTES) throw cursor.broken(`a key of ${keyBytes} bytes`);
  const key = cursor.text(keyBytes);
  const type = cursor.u32();
  if (type !== ARRAY) {
    const value = scalar(cursor, type);
    if (value !== null) metadata.set(key, value);
    return;
  }
  const itemType = cursor.u32();
  const count = cursor.length("length of an array");
  lengths.set(key, count);
  if (SCALAR_BYTES[itemType] === undefined || count > MAX_KEPT_ITEMS) skipItems(cursor, itemType, count, 1);
  else {
    const items: (number | boolean)[] = [];
    for (let i = 0; i < count; i += 1) {
      const item = scalar(cursor, itemType);
      if (typeof item === "number" || typeof item === "boolean") items.push(item);
    }
    metadata.set(key, items);
  }
}

/** Null: a string that is too long to be of interest, such as a chat template. */
function scalar(cursor: Cursor, type: number): number | boolean | string | null {
  if (type === STRING) {
    const length = cursor.length("length of a string");
    if (length <= MAX_KEPT_STRING_BYTES) return cursor.text(length);
    cursor.skip(length);
    return null;
  }
  const size = SCALAR_BYTES[type];
  if (size === undefined) throw cursor.broken(`a value of unknown type ${type}`);
  const bytes = cursor.take(size);
  return number(new DataView(bytes.buffer, bytes.byteOffset, size), type);
}

function number(view: DataView, type: number): number | boolean {
  switch (type) {
    case 0:
      return view.getUint8(0);
    case 1:
      return view.getInt8(0);
    case 2:
      return view.getUint16(0, true);
    case 3:
      return view.getInt16(0, true);
    case 4:
      return view.getUint32(0, true);
    case 5:
      return view.getInt32(0, true);
    case 6:
      return view.getFloat32(0, true);
    case 7:
      return view.getUint8(0) !== 0;
    case 10:
      return Number(view.getBigUint64(0, true));
    case 11:
      return Number(view.getBigInt64(0, true));
    default:
      return view.getFloat64(0, true);
  }
}

function skipItems(cursor: Cursor, type: number, count: number, depth: number): void {
  const size = SCALAR_BYTES[type];
  if (size !== undefined) {
    cursor.skip(count * size);
    return;
  }
  if (type === STRING) {
    for (let i = 0; i < count; i += 1) cursor.skip(cursor.length("length of a string"));
    return;
  }
  if (type !== ARRAY || depth >= MAX_DEPTH) throw cursor.broken(`an array of type ${type}`);
  for (let i = 0; i < count; i += 1) {
    const inner = cursor.u32();
    skipItems(cursor, inner, cursor.length("length of an array"), depth + 1);
  }
}

/** Goes through a file with a window over it. */
class Cursor {
  private offset = 0;
  private window: Uint8Array = new Uint8Array(0);
  private windowStart = 0;
  private bytesRead = 0;
  private readonly read: ReadAt;
  private readonly fileBytes: number;
  private readonly name: string;

  constructor(read: ReadAt, fileBytes: number, name: string) {
    this.read = read;
    this.fileBytes = fileBytes;
    this.name = name;
  }

  broken(what: string): UserError {
    return new UserError(`${this.name} is not a sound GGUF file: ${what} at byte ${this.offset}`, {
      hint: "the download may be incomplete",
    });
  }

  skip(bytes: number): void {
    if (bytes > this.fileBytes - this.offset) throw this.broken(`it ends early, ${bytes} bytes more are due`);
    this.offset += bytes;
  }

  take(bytes: number): Uint8Array {
    const start = this.offset;
    this.skip(bytes);
    const from = start - this.windowStart;
    if (from >= 0 && from + bytes <= this.window.length) return this.window.subarray(from, from + bytes);
    const wanted = Math.min(Math.max(bytes, WINDOW_BYTES), this.fileBytes - start);
    if (this.bytesRead + wanted > MAX_READ_BYTES) throw new LimitReached();
    this.window = this.read(start, wanted);
    this.windowStart = start;
    this.bytesRead += wanted;
    if (this.window.length < bytes) throw this.broken("it ends early");
    return this.window.subarray(0, bytes);
  }

  u32(): number {
    const bytes = this.take(4);
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  }

  /** A 64-bit count of things that take at least one byte each, so that none can be larger than the file. */
  length(what: string): number {
    const bytes = this.take(8);
    const value = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
    if (value > BigInt(this.fileBytes))
      throw this.broken(`${what} is ${value}, more than the file has bytes`);
    return Number(value);
  }

  text(bytes: number): string {
    return new TextDecoder().decode(this.take(bytes));
  }
}
