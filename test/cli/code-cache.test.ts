import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { describe, expect, it } from "vitest";
import { copyPackage, DIST, type PackageCopy } from "./package-copy.ts";
import { openclawLocal, type RunResult, tempDir } from "./run.ts";

const HERE = `${process.platform}-${process.arch}`;
const CONFIG = '{ models: { providers: { x: { baseUrl: "nowhere" } } } }';

function lint(copy: PackageCopy, more: { node?: string[]; uid?: number } = {}): Promise<RunResult> {
  return openclawLocal(["lint", "-"], { script: copy.bin, stdin: CONFIG, ...more });
}

/** A copy that has run once, with its cache and what the run printed. */
async function ran(): Promise<{ copy: PackageCopy; cache: string; expected: RunResult }> {
  const copy = copyPackage();
  expect(copy.caches()).toEqual([]);
  const expected = await lint(copy);
  expect(expected).toMatchObject({ code: 1, stderr: "" });
  const [name, ...others] = copy.caches();
  if (name === undefined) throw new Error("no code cache was made");
  expect(others).toEqual([]);
  return { copy, cache: join(copy.dist, name), expected };
}

/** True when V8 takes the cache for the script that it lies beside. */
function isTaken(cache: string): boolean {
  const file = cache.replace(/\.v\d.*$/, "");
  const bytes = readFileSync(cache);
  const cachedData = bytes.subarray(0, bytes.length / 2);
  const script = new Script(readFileSync(file, "latin1"), { filename: file, cachedData });
  return script.cachedDataRejected === false && cachedData.equals(bytes.subarray(bytes.length / 2));
}

describe("the code cache", () => {
  it("is made by the first run, beside the script and nowhere else, and left alone by the next", async () => {
    const { copy, cache, expected } = await ran();
    expect(cache).toContain(process.version);
    expect(isTaken(cache)).toBe(true);
    const past = new Date(2020, 1, 1);
    utimesSync(cache, past, past);
    expect(await lint(copy)).toEqual(expected);
    expect(statSync(cache).mtime).toEqual(past);
    expect(copy.caches()).toHaveLength(1);
  });

  it("comes with the build, for the Node that builds", () => {
    const own = readdirSync(DIST).filter((name) => name.endsWith(`.${process.version}-${HERE}.cache`));
    expect(own).toHaveLength(1);
    expect(isTaken(join(DIST, own[0] ?? ""))).toBe(true);
  });

  it.each<[string, (good: Buffer) => Buffer]>([
    ["empty", () => Buffer.alloc(0)],
    ["one byte", () => Buffer.alloc(1)],
    ["truncated", (good) => good.subarray(0, good.length / 3)],
    ["half of it", (good) => good.subarray(0, good.length / 2)],
    ["all zeros", (good) => Buffer.alloc(good.length)],
    ["garbage", (good) => Buffer.from(good.map((_, i) => (i * 7919) & 255))],
    ["a block in the middle of zeros", (good) => Buffer.from(good).fill(0, 40_000, 44_096)],
    ["one bit turned over", (good) => Buffer.from(good.map((byte, i) => (i === 100_000 ? byte ^ 4 : byte)))],
    ["of another script", () => twice(new Script("1 + 1").createCachedData())],
    ["of another V8", (good) => twice(Buffer.from(good.subarray(0, good.length / 2)).fill(0x5a, 4, 8))],
    ["of other flags", (good) => twice(Buffer.from(good.subarray(0, good.length / 2)).fill(0x5a, 12, 16))],
    ["cut, and whole in itself", (good) => twice(good.subarray(0, good.length / 4))],
  ])("that is %s changes nothing, and is made anew", async (_, damage) => {
    const { copy, cache, expected } = await ran();
    writeFileSync(cache, damage(readFileSync(cache)));
    expect(await lint(copy)).toEqual(expected);
    expect(isTaken(cache)).toBe(true);
    expect(await lint(copy)).toEqual(expected);
    expect(copy.caches()).toHaveLength(1);
  });

  it("of a Node with other flags is not taken", async () => {
    const { copy, expected } = await ran();
    expect(await lint(copy, { node: ["--no-opt", "--stack-size=900"] })).toEqual(expected);
    expect(await lint(copy)).toEqual(expected);
  });

  it("is not missed where it cannot be: a folder in its place, a folder that is read-only", async () => {
    const { copy, cache, expected } = await ran();
    rmSync(cache);
    mkdirSync(cache);
    expect(await lint(copy)).toEqual(expected);
    expect(copy.caches()).toHaveLength(1);
    rmSync(cache, { recursive: true });
    // root may write anywhere, so somebody else runs it then
    const uid = process.getuid?.() === 0 ? 65_534 : undefined;
    for (let dir = copy.dist; dir !== dirname(dirname(copy.dist)); dir = dirname(dir)) chmodSync(dir, 0o555);
    const home = tempDir();
    chmodSync(home, 0o777);
    const options = { script: copy.bin, stdin: CONFIG, env: { HOME: home }, uid };
    expect(await openclawLocal(["lint", "-"], options)).toEqual(expected);
    expect(readdirSync(copy.dist).some((name) => name.includes(".cache"))).toBe(false);
    for (const dir of [dirname(copy.dist), copy.dist]) chmodSync(dir, 0o755);
  });

  it("can be made by several at once", async () => {
    const copy = copyPackage();
    const results = await Promise.all(Array.from({ length: 6 }, () => lint(copy)));
    for (const result of results) expect(result).toEqual(results[0]);
    expect(results[0]?.code).toBe(1);
    const [name, ...others] = copy.caches();
    expect(others).toEqual([]);
    expect(isTaken(join(copy.dist, name ?? ""))).toBe(true);
  });
});

function twice(data: Buffer): Buffer {
  return Buffer.concat([data, data]);
}
