/** A value as the file holds it: its type number and its bytes. */
export interface Value {
  type: number;
  bytes: Uint8Array;
}

export type Entry = [key: string, value: Value];

function made(type: number, size: number, fill: (view: DataView) => void): Value {
  const bytes = new Uint8Array(size);
  fill(new DataView(bytes.buffer));
  return { type, bytes };
}

export const u32 = (n: number) => made(4, 4, (view) => view.setUint32(0, n, true));
export const u64 = (n: bigint) => made(10, 8, (view) => view.setBigUint64(0, n, true));
export const f32 = (n: number) => made(6, 4, (view) => view.setFloat32(0, n, true));

export function str(text: string): Value {
  const body = new TextEncoder().encode(text);
  return { type: 8, bytes: join([u64(BigInt(body.length)).bytes, body]) };
}

export function arr(type: number, items: readonly Value[]): Value {
  const head = [u32(type).bytes, u64(BigInt(items.length)).bytes];
  return { type: 9, bytes: join([...head, ...items.map((item) => item.bytes)]) };
}

/** A GGUF file with the names of tensors, but none of their data; `entries` may lie about their number. */
export function gguf(
  entries: readonly Entry[],
  lies: { version?: number; entries?: bigint } = {},
  tensors: readonly string[] = [],
): Uint8Array {
  return join([
    new TextEncoder().encode("GGUF"),
    u32(lies.version ?? 3).bytes,
    u64(BigInt(tensors.length)).bytes,
    u64(lies.entries ?? BigInt(entries.length)).bytes,
    ...entries.flatMap(([key, value]) => [str(key).bytes, u32(value.type).bytes, value.bytes]),
    // two dimensions, their sizes, type and offset
    ...tensors.flatMap((name) => [str(name).bytes, u32(2).bytes, new Uint8Array(2 * 8 + 4 + 8)]),
  ]);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
