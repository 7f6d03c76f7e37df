import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempDir } from "../cli/run.ts";
import { BAD, folder, GOOD } from "../support/configs.ts";
import { ROOT } from "./action.ts";
import { checkout, command, npm, skipWithoutNetwork, sources } from "./npm.ts";

const PACKAGE = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const LOCK = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));

interface Packed {
  filename: string;
  files: { path: string; mode: number }[];
}

/** Packed as for publishing: from a fresh checkout, built by npm itself. */
const dir = checkout({ installed: true });
const [packed]: Packed[] = JSON.parse(npm(["pack", "--json"], dir));
const files = (packed?.files ?? []).map((file) => file.path);
const tarball = join(dir, packed?.filename ?? "");

describe("the npm package", () => {
  it("contains what it needs", () => {
    const needed = [
      "bin/openclaw-local.js",
      "bin/package.json",
      "dist/full.js",
      "dist/start.cjs",
      "package.json",
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      "docs/ci.md",
      "schemas/report.schema.json",
    ];
    expect(needed.filter((file) => !files.includes(file))).toEqual([]);
    // what the evidence is joined from stays in the repository
    const shipped = sources().filter((file) =>
      /^(?:bin|data(?!\/evidence)|templates|docs|schemas)\//.test(file),
    );
    expect(shipped.length).toBeGreaterThan(100);
    expect(shipped.filter((file) => !files.includes(file))).toEqual([]);
  });

  it("contains nothing else", () => {
    const allowed =
      /^(?:(?:bin|dist|data|templates|docs|schemas)\/.+|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
    expect(files.filter((file) => !allowed.test(file) || file.startsWith("data/evidence/"))).toEqual([]);
    expect(files.filter((file) => /^dist\/fast-[0-9a-f]{16}\.cjs$/.test(file))).toHaveLength(1);
    // The code cache is for this machine's Node.
    expect(readdirSync(join(dir, "dist")).some((file) => file.endsWith(".cache"))).toBe(true);
    expect(
      files.filter((file) =>
        /\.cache|(?:^|\/)\.|\.(?:ts|map|tgz|log)$|(?:^|\/)(?:test|fixtures)\//.test(file),
      ),
    ).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("has an executable file", () => {
    const bin = packed?.files.find((file) => file.path === PACKAGE.bin["openclaw-local"]);
    expect((bin?.mode ?? 0) & 0o111).toBe(0o111);
  });

  // A build that is missing in the lock file makes npm ci fail on every machine.
  it("has a lock file that names every platform's builds", () => {
    const missing = Object.entries<Record<string, Record<string, string>>>(LOCK.packages).flatMap(
      ([place, entry]) =>
        Object.keys(entry["optionalDependencies"] ?? {}).filter(
          (name) =>
            !(`node_modules/${name}` in LOCK.packages) && !(`${place}/node_modules/${name}` in LOCK.packages),
        ),
    );
    expect(missing).toEqual([]);
  });

  it("works when it is installed globally", { timeout: 300_000 }, (context) => {
    const prefix = tempDir();
    const args = ["install", "--global", "--prefix", prefix, "--ignore-scripts", "--no-audit", "--no-fund"];
    const installed = command("npm", [...args, "--fetch-retries=0", tarball], prefix);
    if (installed.code !== 0) skipWithoutNetwork(installed.stderr, context);
    expect([installed.code, installed.stderr]).toEqual([0, expect.any(String)]);

    const windows = process.platform === "win32";
    const bin = join(prefix, windows ? "openclaw-local.cmd" : "bin/openclaw-local");
    const home = join(prefix, windows ? "node_modules" : "lib/node_modules", "openclaw-local");
    const run = (cwd: string, ...rest: string[]) => command(bin, rest, cwd, { CI: "true" });
    expect(run(prefix, "--version")).toEqual({ code: 0, stdout: `${PACKAGE.version}\n`, stderr: "" });
    expect(run(folder({ "openclaw.json": GOOD }), "lint").code).toBe(0);
    const bad = run(folder({ "openclaw.json": BAD }), "lint", "--json");
    expect(bad.code).toBe(1);
    const [finding] = JSON.parse(bad.stdout).findings;
    expect(existsSync(join(home, finding.docs))).toBe(true);
    expect(run(prefix, "explain", finding.checkId).code).toBe(0);
    expect(run(prefix, "templates").code).toBe(0);
    // This loads the packages outside of the bundle.
    expect(run(prefix, "scan", "--endpoint", "http://127.0.0.1:9/v1", "--json").code).toBe(1);

    const brought = readdirSync(join(home, "node_modules"));
    for (const name of Object.keys(PACKAGE.devDependencies)) expect(brought).not.toContain(name);
  });
});
