import { UserError } from "../core/errors.ts";

/**
 * The metadata of a GGUF file (ggml-org/ggml docs/gguf.md, versions 2 and 3, little-endian): numbers, short strings and
 * short arrays. It skips over long ones, such as a vocabulary, and checks every length against the size of the file before
 * it reads or allocates anything.
 */
export interface GgufHeader {
  version: number;
  tensors: number;
  metadata: ReadonlyMap<string, GgufValue>;
  /** Lengths of all arrays by key, also of those that were skipped. */
  arrayLengths: ReadonlyMap<string, number>;
  /** False: the reading limit was reached before the end of the metadata. */
  complete: boolean;
  /** Null: not asked for, or the reading limit was reached before their end. */
  tensorNames: readonly string[] | null;
}

type GgufValue = number | boolean | string | readonly (number | boolean)[];

/** At most `length` bytes from `offset` on; fewer at the end. */
type ReadAt = (offset: number, length: number) => Uint8Array;

/** In bytes. A vocabulary of 250,000 words and its merges take about 8 MB. */
const MAX_READ_BYTES = 24 * 2 ** 20;
const WINDOW_BYTES = 2 ** 18;
/** Far more than the about 50 entries of llama.cpp's own files, and than the about 2,000 tensors of the largest models. */
const MAX_ENTRIES = 65_536;
/** GGML_MAX_DIMS is 4. */
const MAX_DIMENSIONS = 8;
const MAX_KEY_BYTES = 65_535;
const MAX_KEPT_STRING_BYTES = 512;
/** Enough for one item for each layer. */
const MAX_KEPT_ITEMS = 1_024;
/** No file with arrays of arrays is known; two levels are allowed. */
const MAX_DEPTH = 2;

/** Size in bytes and reader of the scalar types by their number in the format. */
const SCALARS: Readonly<Record<number, readonly [bytes: number, (view: DataView) => number | boolean]>> = {
  0: [1, (view) => view.getUint8(0)],
  1: [1, (view) => view.getInt8(0)],
  2: [2, (view) => view.getUint16(0, true)],
  3: [2, (view) => view.getInt16(0, true)],
  4: [4, (view) => view.getUint32(0, true)],
  5: [4, (view) => view.getInt32(0, true)],
  6: [4, (view) => view.getFloat32(0, true)],
  7: [1, (view) => view.getUint8(0) !== 0],
  10: [8, (view) => Number(view.getBigUint64(0, true))],
  11: [8, (view) => Number(view.getBigInt64(0, true))],
  12: [8, (view) => view.getFloat64(0, true)],
};
const STRING = 8;
const ARRAY = 9;

/** Throws UserError for a file that is no GGUF file, incomplete, or has impossible lengths. */
export function readGgufHeader(
  read: ReadAt,
  fileBytes: number,
  name: string,
  options: { tensorNames?: boolean } = {},
): GgufHeader {
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
  const complete = withinLimit(() => {
    for (let i = 0; i < entries; i += 1) readEntry(cursor, metadata, arrayLengths);
  });
  const names: string[] = [];
  const named =
    complete && options.tensorNames === true && withinLimit(() => readNames(cursor, tensors, names));
  return { version, tensors, metadata, arrayLengths, complete, tensorNames: named ? names : null };
}

/** False: the reading limit was reached. */
function withinLimit(read: () => void): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    return false;
  }
}

/** The descriptions of tensors follow the metadata: name, dimensions, type and offset. */
function readNames(cursor: Cursor, tensors: number, names: string[]): void {
  if (tensors > MAX_ENTRIES) throw cursor.broken(`${tensors} tensors`);
  for (let i = 0; i < tensors; i += 1) {
    const bytes = cursor.length("length of a name");
    if (bytes > MAX_KEPT_STRING_BYTES) throw cursor.broken(`a name of ${bytes} bytes`);
    names.push(cursor.text(bytes));
    const dimensions = cursor.u32();
    if (dimensions > MAX_DIMENSIONS) throw cursor.broken(`a tensor with ${dimensions} dimensions`);
    cursor.skip(dimensions * 8 + 4 + 8);
  }
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
  if (SCALARS[itemType] === undefined || count > MAX_KEPT_ITEMS) skipItems(cursor, itemType, count, 1);
  else {
    const items: (number | boolean)[] = [];
    for (let i = 0; i < count; i += 1) {
      const item = scalar(cursor, itemType);
      if (typeof item === "number" || typeof item === "boolean") items.push(item);
    }
    metadata.set(key, items);
  }
}

/** Null: a long string, such as a chat template. */
function scalar(cursor: Cursor, type: number): number | boolean | string | null {
  if (type === STRING) {
    const length = cursor.length("length of a string");
    if (length <= MAX_KEPT_STRING_BYTES) return cursor.text(length);
    cursor.skip(length);
    return null;
  }
  const [size, read] = SCALARS[type] ?? [];
  if (size === undefined || read === undefined) throw cursor.broken(`a value of unknown type ${type}`);
  return read(cursor.view(size));
}

function skipItems(cursor: Cursor, type: number, count: number, depth: number): void {
  const scalarType = SCALARS[type];
  if (scalarType !== undefined) {
    cursor.skip(count * scalarType[0]);
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

/** Reads a file from start to end, one window at a time. */
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

  view(size: number): DataView {
    const bytes = this.take(size);
    return new DataView(bytes.buffer, bytes.byteOffset, size);
  }

  u32(): number {
    return this.view(4).getUint32(0, true);
  }

  /** A 64-bit count of things that take at least one byte each, so that it cannot exceed the size of the file. */
  length(what: string): number {
    const value = this.view(8).getBigUint64(0, true);
    if (value > BigInt(this.fileBytes))
      throw this.broken(`${what} is ${value}, more than the file has bytes`);
    return Number(value);
  }

  text(bytes: number): string {
    return new TextDecoder().decode(this.take(bytes));
  }
}
