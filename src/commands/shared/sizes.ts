import { UserError } from "../../core/errors.ts";
import type { Reader } from "./option.ts";

const UNITS: Readonly<Record<string, number>> = {
  "": 2 ** 30,
  b: 1,
  kb: 1e3,
  kib: 2 ** 10,
  m: 2 ** 20,
  mb: 1e6,
  mib: 2 ** 20,
  g: 2 ** 30,
  gb: 1e9,
  gib: 2 ** 30,
  t: 2 ** 40,
  tb: 1e12,
  tib: 2 ** 40,
};

/**
 * Reads a size in bytes: `24GiB` (2^30), `24GB` (10^9), `24` (GiB). Vendors label GiB of memory as GB, so a figure from a
 * data sheet should have no unit.
 */
export const size: Reader<number> = (given, flags) => {
  const [, number, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(given) ?? [];
  const bytes = Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN));
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw wrong(flags, `"${given}" is not a size.`, "Write 24GiB, 24GB or 24 (GiB).");
};

/** `24GiB,24GiB`: one size per GPU. */
export const sizes: Reader<readonly number[]> = (given, flags) =>
  given.split(",").map((one) => size(one, flags));

/** `936` or `936 GB/s`; with `1008,80` those of a card and of the RAM next to it. */
export const bandwidth: Reader<readonly number[]> = (given, flags) => {
  const numbers = given
    .split(",")
    .map((one) => Number(/^\s*(\d+(?:\.\d+)?)\s*(?:GB\/s)?\s*$/i.exec(one)?.[1]));
  if (numbers.length <= 2 && numbers.every((number) => number > 0)) return numbers;
  throw wrong(flags, `"${given}" is not a bandwidth`, "write GB/s, such as 936, or 936,80 for card and RAM");
};

function wrong(flags: string, message: string, hint: string): UserError {
  return new UserError(`${flags.split(" ")[0]}: ${message}`, { hint });
}
