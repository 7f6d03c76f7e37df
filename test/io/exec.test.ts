import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createProc } from "../../src/io/exec.ts";
import { readHost } from "../../src/io/host.ts";

const proc = createProc({ PATH: process.env["PATH"], LANG: "de_DE.UTF-8" });
const sh = (script: string, timeoutMs = 3000) => proc.run("/bin/sh", ["-c", script], { timeoutMs });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("commands", () => {
  it("returns the status and both streams", async () => {
    const result = await sh("echo out; echo err >&2; exit 18");
    expect(result).toMatchObject({ exitCode: 18, stdout: "out\n", stderr: "err\n", problem: "failed" });
  });

  it("a missing command, a folder and a NUL byte are values", async () => {
    expect(await proc.run("no-such-command-here", [])).toMatchObject({
      exitCode: null,
      problem: "not-found",
    });
    expect((await proc.run("/", [])).problem).toBe("failed");
    expect((await proc.run("echo", ["a\0b"])).problem).toBe("failed");
    expect((await proc.run("", [])).problem).toBe("failed");
  });

  it("no shell, untranslated messages", async () => {
    expect((await proc.run("printf", ["%s", "$HOME; echo x"])).stdout).toBe("$HOME; echo x");
    expect((await sh('printf %s "$LC_ALL"')).stdout).toBe("C");
  });

  it("passes on what a command writes, as it comes", async () => {
    const seen: string[] = [];
    await proc.run("/bin/sh", ["-c", "echo one; sleep 0.2; echo two >&2"], {
      onOutput: (text) => seen.push(text),
    });
    expect(seen.join("")).toBe("one\ntwo\n");
  });

  it("keeps 64 KiB and drops the rest", async () => {
    const result = await sh("yes | head -c 1000000; echo done >&2");
    expect([result.stdout.length, result.stderr, result.exitCode]).toEqual([65_536, "done\n", 0]);
  });

  it("a timeout ends the command and its children without blocking the event loop", async () => {
    const dir = mkdtempSync(join(tmpdir(), "exec-"));
    const file = join(dir, "pid");
    let lag = 0;
    let last = performance.now();
    const ticker = setInterval(() => {
      lag = Math.max(lag, performance.now() - last - 10);
      last = performance.now();
    }, 10);
    const result = await sh(`trap '' TERM INT; sleep 60 & echo $! > '${file}'; wait`, 400);
    clearInterval(ticker);
    expect(result.problem).toBe("timeout");
    expect(result.exitCode).toBeNull();
    expect(result.ms).toBeLessThan(900);
    expect(lag).toBeLessThan(100);
    expect(existsSync(file)).toBe(true);
    const pid = Number(readFileSync(file, "utf8"));
    await expect.poll(() => isAlive(pid), { timeout: 2000 }).toBe(false);
    rmSync(dir, { recursive: true });
  });

  it("a child that keeps the pipe open does not delay the result", async () => {
    const result = await sh("sleep 3 & echo here; exit 0");
    expect(result).toMatchObject({ exitCode: 0, stdout: "here\n", problem: null });
    expect(result.ms).toBeLessThan(1500);
  });
});

describe("a process that outlives us", () => {
  const dir = mkdtempSync(join(tmpdir(), "launch-"));
  const launch = (script: string, name: string, env = {}) =>
    proc.launch("/bin/sh", ["-c", script], { logPath: join(dir, name), env });

  it("has no input, its own group, its variables, and both streams in its log", async () => {
    const started = await launch('cat; echo "$MORE $LANG"; echo err >&2; exec sleep 60', "log", {
      MORE: "more",
    });
    if ("problem" in started) throw new Error(started.problem);
    await expect.poll(() => readFileSync(join(dir, "log"), "utf8")).toBe("more de_DE.UTF-8\nerr\n");
    expect([started.ended(), isAlive(started.pid)]).toEqual([null, true]);
    await started.stop();
    expect([started.ended(), isAlive(started.pid)]).toEqual([{ status: null }, false]);
  });

  it("its end is known, and stop ends its children", async () => {
    const short = await launch("exit 7", "short");
    const parent = await launch(`sleep 60 & echo $! > '${dir}/child'; wait`, "parent");
    if ("problem" in short || "problem" in parent) throw new Error("not started");
    await expect.poll(() => short.ended()).toEqual({ status: 7 });
    await expect
      .poll(() => existsSync(join(dir, "child")) && readFileSync(join(dir, "child"), "utf8"))
      .toMatch(/\d\n/);
    await parent.stop();
    const child = Number(readFileSync(join(dir, "child"), "utf8"));
    await expect.poll(() => isAlive(child), { timeout: 2000 }).toBe(false);
  });

  it("a missing program is a value; a log is never overwritten", async () => {
    const missing = await proc.launch("/no/such/program", [], { logPath: join(dir, "missing") });
    expect(missing).toEqual({ problem: "not-found" });
    await expect(launch("true", "log")).rejects.toThrow("log cannot be written: it exists");
    await expect(launch("true", "no/folder")).rejects.toThrow("cannot be written");
  });
});

describe("host", () => {
  it("has figures, or null if Node has none", () => {
    const host = readHost({ HOME: "/somewhere" });
    expect(host.homeDir).toBe("/somewhere");
    expect(host.totalMemoryBytes).toBeGreaterThan(0);
    expect(host.cpuCount).toBeGreaterThan(0);
    for (const value of [host.constrainedMemoryBytes, host.availableMemoryBytes]) {
      expect(value === null || value >= 0).toBe(true);
    }
  });

  it("the brand of the processor is found in time, or null", async () => {
    const startedAt = performance.now();
    const brand = await readHost({}).cpuBrand?.();
    expect(brand === null || (typeof brand === "string" && brand.length > 0)).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(2500);
  });
});
