import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/read/load.ts";
import { listBackups, planRestore, restoreBackup } from "../../src/config/write/backup.ts";
import { type EditPlan, planEdits, planNewFile } from "../../src/config/write/plan.ts";
import { type WriteContext, type WriteResult, writePlan as write } from "../../src/config/write/write.ts";
import { UserError } from "../../src/core/errors.ts";
import type { Json } from "../../src/core/json.ts";
import { createFs } from "../../src/io/fs.ts";
import type { Env, Fs } from "../../src/ports/index.ts";
import { tempDir } from "../cli/run.ts";

const fs = createFs();
const NOW = Date.UTC(2026, 10, 20, 9, 30, 5);
const STAMP = "20261120T093005Z";
let dir = "";
let path = "";

beforeEach(() => {
  dir = tempDir();
  path = join(dir, "openclaw.json");
});
afterEach(() => chmodSync(dir, 0o700));

function context(env: Env = {}, files: Fs = fs, time = NOW): WriteContext {
  return { fs: files, env, now: () => time };
}

/** Without a record for undo; test/config/undo.test.ts has those. */
function writePlan(plan: EditPlan, with_: WriteContext): WriteResult {
  return write(plan, with_, null);
}

function planPort(value: Json, file = path): EditPlan {
  const result = loadConfig(file, fs);
  if (!result.ok) throw new Error(result.problem.message);
  return planEdits(result.config, [{ op: "set", path: ["port"], value }]);
}

function refused(plan: EditPlan, with_: WriteContext = context()): UserError {
  const before = snapshot();
  try {
    writePlan(plan, with_);
  } catch (error) {
    expect(snapshot()).toEqual(before);
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("it was written");
}

/** Names and bytes of everything in the folder. */
function snapshot(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(dir).map((name) => {
      const file = join(dir, name);
      return [name, statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, "latin1") : "-"];
    }),
  );
}

const mode = (file: string): number => statSync(file).mode & 0o777;

describe("writing", () => {
  it.each([0o600, 0o644, 0o640])("keeps the mode %o, backs up and leaves nothing else", (bits) => {
    writeFileSync(path, "{ port: 1 } // x");
    chmodSync(path, bits);
    const backup = `${path}.openclaw-local-${STAMP}.bak`;
    expect(writePlan(planPort(2), context())).toEqual({ backups: [{ path, backup }] });
    expect(snapshot()).toEqual({
      "openclaw.json": "{ port: 2 } // x",
      [`openclaw.json.openclaw-local-${STAMP}.bak`]: "{ port: 1 } // x",
    });
    expect(mode(path)).toBe(bits);
    expect(mode(backup)).toBe(bits & 0o600);
  });

  it.each([0o400, 0o444])("refuses a file of mode %o, also as root, and leaves nothing else", (bits) => {
    writeFileSync(path, "{ port: 1 }");
    chmodSync(path, bits);
    expect(() => writePlan(planPort(2), context())).toThrow(/is read-only \(mode 04\d\d\)/);
    expect(snapshot()).toEqual({ "openclaw.json": "{ port: 1 }" });
  });

  it("never overwrites a backup", () => {
    writeFileSync(path, "{ port: 1 }");
    const made = [2, 3, 4].flatMap((port) =>
      writePlan(planPort(port), context()).backups.map((b) => b.backup),
    );
    expect(made.map((file) => file.slice(path.length))).toEqual([
      `.openclaw-local-${STAMP}.bak`,
      `.openclaw-local-${STAMP}-2.bak`,
      `.openclaw-local-${STAMP}-3.bak`,
    ]);
    expect(made.map((file) => readFileSync(file, "utf8"))).toEqual([
      "{ port: 1 }",
      "{ port: 2 }",
      "{ port: 3 }",
    ]);
  });

  it("creates a new file with mode 0600, and its folder", () => {
    const file = join(dir, "home/.openclaw/openclaw.json");
    expect(writePlan(planNewFile(file, "{}\n"), context())).toEqual({ backups: [] });
    expect(readFileSync(file, "utf8")).toBe("{}\n");
    expect([mode(file), mode(join(dir, "home/.openclaw"))]).toEqual([0o600, 0o700]);
    expect(readdirSync(join(dir, "home/.openclaw"))).toEqual(["openclaw.json"]);
  });

  it("does nothing when nothing changes", () => {
    writeFileSync(path, "{ port: 1 }");
    expect(writePlan(planPort(1), context({ OPENCLAW_CONFIG_READONLY: "1" }))).toEqual({ backups: [] });
    expect(readdirSync(dir)).toEqual(["openclaw.json"]);
  });
});

describe("nothing is changed", () => {
  it.each(["OPENCLAW_CONFIG_READONLY", "OPENCLAW_NIX_MODE"])("under %s=1", (name) => {
    writeFileSync(path, "{ port: 1 }");
    expect(refused(planPort(2), context({ [name]: "1" })).message).toContain(`${name}=1`);
    expect(writePlan(planPort(2), context({ [name]: "0" })).backups).toHaveLength(1);
  });
  it("behind a symbolic link", () => {
    writeFileSync(join(dir, "real.json"), "{ port: 1 }");
    symlinkSync(join(dir, "real.json"), path);
    const error = refused(planPort(2));
    expect(error.message).toMatch(/is a symbolic link/);
    expect(error.hint).toContain("real.json");
  });
  it("that is not a regular file", () => {
    writeFileSync(path, "{ port: 1 }");
    const plan = planPort(2);
    rmSync(path);
    mkdirSync(path);
    expect(refused(plan).message).toMatch(/is not a regular file/);
  });
  it("when the file was changed, removed or created meanwhile", () => {
    writeFileSync(path, "{ port: 1 }");
    const plan = planPort(2);
    writeFileSync(path, "{ port: 3 }");
    expect(refused(plan).message).toMatch(/was changed meanwhile; nothing was written/);
    rmSync(path);
    expect(refused(plan).message).toMatch(/was removed meanwhile/);
    const fresh = planNewFile(path, "{}");
    writeFileSync(path, "{ port: 3 }");
    expect(refused(fresh).message).toMatch(/was created meanwhile/);
  });
  it("when the file changes between the backup and the rename", () => {
    writeFileSync(path, "{ port: 1 }");
    const plan = planPort(2);
    const racing: Fs = {
      ...fs,
      writeNew(file, bytes, bits) {
        fs.writeNew(file, bytes, bits);
        if (file.endsWith(".tmp")) writeFileSync(path, "{ port: 9 }");
      },
    };
    expect(() => writePlan(plan, context({}, racing))).toThrow(/was changed meanwhile/);
    expect(snapshot()).toEqual({ "openclaw.json": "{ port: 9 }" });
  });
  it("when the new text is not JSON5", () => {
    writeFileSync(path, "{ port: 1 }");
    const [change] = planPort(2).changes;
    if (!change) throw new Error("no change");
    const before = snapshot();
    expect(() => writePlan({ changed: true, changes: [{ ...change, after: "{" }] }, context())).toThrow(
      /not valid JSON5/,
    );
    expect(snapshot()).toEqual(before);
  });
  it.skipIf(process.getuid?.() === 0)("when the folder cannot be written", () => {
    writeFileSync(path, "{ port: 1 }");
    const plan = planPort(2);
    chmodSync(dir, 0o500);
    expect(refused(plan).message).toMatch(/cannot be written: permission denied/);
  });
});

/** A file system in which the nth call of one operation fails. */
function failing(operation: "writeNew" | "rename", nth: number): Fs {
  let calls = 0;
  const trip = (): void => {
    calls += 1;
    if (calls === nth) throw new UserError("the disk is full", { exitCode: 1 });
  };
  return {
    ...fs,
    writeNew(file, bytes, bits) {
      if (operation === "writeNew") trip();
      fs.writeNew(file, bytes, bits);
    },
    rename(from, to) {
      if (operation === "rename") trip();
      fs.rename(from, to);
    },
  };
}

describe("several files", () => {
  const plan = (): EditPlan => {
    writeFileSync(join(dir, "models.json5"), "{ a: 1 } // models\n");
    writeFileSync(path, "{ models: { $include: './models.json5' }, port: 1 }\n");
    const result = loadConfig(path, fs);
    if (!result.ok) throw new Error(result.problem.message);
    return planEdits(result.config, [
      { op: "set", path: ["port"], value: 2 },
      { op: "set", path: ["models", "a"], value: 2 },
    ]);
  };
  it("change together, each with its backup", () => {
    const result: WriteResult = writePlan(plan(), context());
    expect(result.backups.map((b) => b.path)).toEqual([path, join(dir, "models.json5")]);
    expect(Object.keys(snapshot())).toHaveLength(4);
    expect(readFileSync(join(dir, "models.json5"), "utf8")).toBe("{ a: 2 } // models\n");
  });
  it.each([
    ["writeNew", 1],
    ["writeNew", 2],
    ["writeNew", 3],
    ["writeNew", 4],
    ["rename", 1],
    ["rename", 2],
  ] as const)("stay unchanged when %s number %i fails", (operation, nth) => {
    const changes = plan();
    const before = snapshot();
    expect(() => writePlan(changes, context({}, failing(operation, nth)))).toThrow("the disk is full");
    expect(snapshot()).toEqual(before);
  });
});

describe("backups", () => {
  it("are listed newest first with what each change did", async () => {
    writeFileSync(path, "{\n  port: 1,\n}\n");
    writePlan(planPort(2), context({}, fs, NOW));
    writePlan(planPort({ a: 1, b: 2 }), context({}, fs, NOW + 60_000));
    writePlan(planPort({ a: 1, b: 3 }), context({}, fs, NOW + 60_000));
    writeFileSync(`${path}.bak`, "{}");
    writeFileSync(join(dir, "other.json.openclaw-local-20261120T093005Z.bak"), "{}");
    const list = await listBackups(path, fs);
    expect(list.map(({ name, date }) => [name.slice("openclaw.json.openclaw-local-".length), date])).toEqual([
      ["20261120T093105Z-2.bak", "2026-11-20T09:31:05Z"],
      ["20261120T093105Z.bak", "2026-11-20T09:31:05Z"],
      ["20261120T093005Z.bak", "2026-11-20T09:30:05Z"],
    ]);
    expect(list.map((b) => b.changedPaths)).toEqual([["port.b"], ["port"], ["port"]]);
    expect(list[0]).toMatchObject({ added: 1, removed: 1 });
    expect(await listBackups(join(dir, "none.json"), fs)).toEqual([]);
  });

  it("can be restored, which can be undone", () => {
    writeFileSync(path, "{ port: 1 } // mine");
    const first = writePlan(planPort(2), context()).backups[0]?.backup ?? "";
    const restored = restoreBackup(path, first, context({}, fs, NOW + 1_000));
    expect(restored.changed).toBe(true);
    expect(readFileSync(path, "utf8")).toBe("{ port: 1 } // mine");
    restoreBackup(path, restored.backup ?? "", context({}, fs, NOW + 2_000));
    expect(readFileSync(path, "utf8")).toBe("{ port: 2 } // mine");
    expect(readdirSync(dir).filter((name) => name.endsWith(".bak"))).toHaveLength(3);
  });

  it("replace a broken config and keep its bytes", () => {
    writeFileSync(path, "{ port: 1 }");
    const good = writePlan(planPort(2), context()).backups[0]?.backup ?? "";
    writeFileSync(path, Uint8Array.of(0x7b, 0xff, 0x00));
    const { backup } = restoreBackup(path, good, context({}, fs, NOW + 1_000));
    expect(readFileSync(path, "utf8")).toBe("{ port: 1 }");
    expect([...readFileSync(backup ?? "")]).toEqual([0x7b, 0xff, 0x00]);
    restoreBackup(path, backup ?? "", context({}, fs, NOW + 2_000));
    expect([...readFileSync(path)]).toEqual([0x7b, 0xff, 0x00]);
  });

  it("restore a deleted config, and report when there is nothing to do", () => {
    writeFileSync(path, "{ port: 1 }");
    const backup = writePlan(planPort(2), context()).backups[0]?.backup ?? "";
    rmSync(path);
    expect(restoreBackup(path, backup, context())).toEqual({ changed: true, backup: null });
    expect(mode(path)).toBe(0o600);
    expect(restoreBackup(path, backup, context())).toEqual({ changed: false, backup: null });
    expect(existsSync(backup)).toBe(true);
  });

  it("are only those of this file", () => {
    writeFileSync(path, "{ port: 1 }");
    expect(() => planRestore(path, "openclaw.json", fs)).toThrow(/is not a backup of/);
    expect(() => planRestore(path, "../x.openclaw-local-20261120T093005Z.bak", fs)).toThrow(
      /is not a backup of/,
    );
    expect(() => planRestore(path, "openclaw.json.openclaw-local-20261120T093005Z.bak", fs)).toThrow(
      /there is no backup/,
    );
    expect(() => restoreBackup(path, "x", context({ OPENCLAW_NIX_MODE: "1" }))).toThrow(UserError);
  });
});
