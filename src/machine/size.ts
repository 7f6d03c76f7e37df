import { GIB, MIB } from "../core/bytes.ts";
import { UserError } from "../core/errors.ts";

const UNITS: Readonly<Record<string, number>> = {
  "": GIB,
  b: 1,
  kib: 2 ** 10,
  kb: 1e3,
  mib: MIB,
  mb: 1e6,
  m: MIB,
  gib: GIB,
  gb: 1e9,
  g: GIB,
  tib: 2 ** 40,
  tb: 1e12,
  t: 2 ** 40,
};

/**
 * Bytes of a size as a person writes it: `24GiB` (2^30), `24GB` (10^9), `24` (GiB). Memory is sold in GiB under the
 * name of GB, so whoever copies a data sheet should write no unit.
 */
export function parseSize(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  const unit = UNITS[(match?.[2] ?? "").toLowerCase()];
  const bytes = match && unit !== undefined ? Math.round(Number(match[1]) * unit) : Number.NaN;
  if (!Number.isSafeInteger(bytes) || bytes <= 0) {
    throw new UserError(`"${text}" is not a size.`, { hint: "Write 24GiB, 24GB or 24 (GiB)." });
  }
  return bytes;
}

/** `24GiB,24GiB`: one size for each card. */
export function parseSizes(text: string): number[] {
  return text.split(",").map(parseSize);
}
