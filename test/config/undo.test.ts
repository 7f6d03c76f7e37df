import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/read/load.ts";
import { restoreBackup } from "../../src/config/write/backup.ts";
import { type EditPlan, planEdits, planNewFile } from "../../src/config/write/plan.ts";
import { newRun, readRecord } from "../../src/config/write/record.ts";
import { planUndo } from "../../src/config/write/undo.ts";
import { type WriteContext, writePlan } from "../../src/config/write/write.ts";
import { UserError } from "../../src/core/errors.ts";
import { createFs } from "../../src/io/fs.ts";
import type { Env, Fs } from "../../src/ports/index.ts";
import { tempDir } from "../cli/run.ts";

const fs = createFs();
const NOW = Date.UTC(2026, 10, 20, 9, 30, 5);
const LINT = { command: "lint --fix" };
let dir = "";
let path = "";
let record = "";

beforeEach(() => {
  dir = tempDir();
  path = join(dir, "openclaw.json");
  record = `${path}.openclaw-local-undo`;
});

function context(files: Fs = fs, env: Env = {}): WriteContext {
  return { fs: files, env, now: () => NOW };
}

/** Sets keys of the config on disk. */
function planSet(values: Record<string, number>): EditPlan {
  const result = loadConfig(path, fs);
  if (!result.ok) throw new Error(result.problem.message);
  return planEdits(
    result.config,
    Object.entries(values).map(([key, value]) => ({ op: "set", path: key.split("."), value })),
  );
}

const restoring = (backup: string, of: string) => `restore ${backup} --config ${of}`;
const undo = (with_ = context()) =>
  writePlan(planUndo(path, fs, restoring).plan, with_, { command: "undo" }).backups;

/** Why it is refused. Nothing may have changed. */
function refused(with_ = context()): UserError {
  const before = snapshot();
  try {
    undo(with_);
  } catch (error) {
    expect(snapshot()).toEqual(before);
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("it was undone");
}

/** Names, modes and bytes of everything in the folder. */
function snapshot(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(dir).map((name) => {
      const info = lstatSync(join(dir, name));
      const bytes = info.isFile() ? readFileSync(join(dir, name), "latin1") : "-";
      return [name, `${(info.mode & 0o777).toString(8)} ${bytes}`];
    }),
  );
}
const state = (file = path) => [readFileSync(file, "latin1"), statSync(file).mode & 0o777];

function write(text: string | Uint8Array, mode = 0o600): void {
  writeFileSync(path, text);
  chmodSync(path, mode);
}

describe("a change", () => {
  it.each([0o600, 0o640, 0o644])("of a file of mode %o goes back and forth, byte for byte", (mode) => {
    write("\ufeff{ port: 1 } // mine\r\n", mode);
    const before = state();
    writePlan(planSet({ port: 2 }), context(), LINT);
    const after = state();
    expect(after).not.toEqual(before);
    for (const expected of [before, after, before]) {
      expect(undo()).toHaveLength(1);
      expect(state()).toEqual(expected);
    }
    // a backup for each write, and the record
    expect(readdirSync(dir).filter((name) => name.endsWith(".bak"))).toHaveLength(4);
    expect(readdirSync(dir)).toHaveLength(6);
    expect(statSync(record).mode & 0o777).toBe(0o600);
  });

  it("that created the file: it goes away, comes back, and goes away again", () => {
    writePlan(planNewFile(path, "{ port: 1 }\n"), context(), { command: "init" });
    chmodSync(path, 0o640);
    const made = state();
    for (let round = 0; round < 2; round += 1) {
      const { removes, plan } = planUndo(path, fs, restoring);
      expect(removes).toBe(true);
      const [kept] = writePlan(plan, context(), { command: "undo" }).backups;
      expect(readdirSync(dir)).not.toContain("openclaw.json");
      expect(state(kept?.backup)).toEqual([made[0], 0o600]);
      expect(planUndo(path, fs, restoring).removes).toBe(false);
      expect(undo()).toEqual([]);
      expect(state()).toEqual(made);
    }
  });

  it("of several files goes back as one", () => {
    write("{ models: { $include: './models.json5' }, port: 1 }\n");
    writeFileSync(join(dir, "models.json5"), "{ a: 1 } // models\n", { mode: 0o640 });
    const before = snapshot();
    writePlan(planSet({ port: 2, "models.a": 2 }), context(), LINT);
    expect(undo()).toHaveLength(2);
    expect(snapshot()).toMatchObject(before);
    writeFileSync(join(dir, "models.json5"), "{ a: 9 }");
    expect(refused().message).toContain("models.json5 is not what undo left");
  });

  it("of an included file alone is a change of the config", () => {
    write("{ models: { $include: './models.json5' } }\n");
    writeFileSync(join(dir, "models.json5"), "{ a: 1 }\n");
    writePlan(planSet({ "models.a": 2 }), context(), LINT);
    expect(undo().map((one) => one.path)).toEqual([join(dir, "models.json5")]);
    expect(readFileSync(join(dir, "models.json5"), "utf8")).toBe("{ a: 1 }\n");
  });

  it("is that of the whole run where a run writes several times", () => {
    write("{ a: 1, b: 1 }");
    const run = { command: "doctor --fix", run: newRun() };
    writePlan(planSet({ b: 0 }), context(), LINT);
    writePlan(planSet({ a: 2 }), context(), run);
    writePlan(planSet({ b: 2 }), context(), run);
    expect(readRecord(path, fs).map((one) => one.command)).toEqual(["doctor --fix", "lint --fix"]);
    undo();
    expect(readFileSync(path, "utf8")).toBe("{ a: 1, b: 0 }");
  });

  it("in a run is not mixed with what somebody else changed in between", () => {
    write("{ a: 1 }");
    const run = { command: "doctor --fix", run: newRun() };
    writePlan(planSet({ a: 2 }), context(), run);
    write("{ a: 3 } // edited");
    writePlan(planSet({ a: 4 }), context(), run);
    undo();
    expect(readFileSync(path, "utf8")).toBe("{ a: 3 } // edited");
  });

  it("by restore, of a broken config with any bytes", () => {
    write("{ a: 1 }");
    const backup = writePlan(planSet({ a: 2 }), context(), LINT).backups[0]?.backup ?? "";
    write(Uint8Array.of(0x7b, 0xff, 0x00));
    restoreBackup(path, backup, context());
    undo();
    expect([...readFileSync(path)]).toEqual([0x7b, 0xff, 0x00]);
  });

  it("can be undone in a copy of the folder, without touching the original", () => {
    write("{ a: 1 }");
    writePlan(planSet({ a: 2 }), context(), LINT);
    const copy = join(tempDir(), "copy");
    cpSync(dir, copy, { recursive: true });
    const before = snapshot();
    const file = join(copy, "openclaw.json");
    writePlan(planUndo(file, fs, restoring).plan, context(), { command: "undo" });
    expect(readFileSync(file, "utf8")).toBe("{ a: 1 }");
    expect(snapshot()).toEqual(before);
  });
});

describe("undo is refused", () => {
  beforeEach(() => {
    write("{ port: 1 }");
    writePlan(planSet({ port: 2 }), context(), LINT);
  });
  const backup = "openclaw.json.openclaw-local-20261120T093005Z.bak";

  it("when somebody else changed the file; it names the backup", () => {
    write("{ port: 2 } ");
    const { message, hint, exitCode } = refused();
    expect(message).toContain(`${path} is not what lint --fix left on 2026-11-20T09:30:05Z`);
    expect(hint).toContain(`restore ${backup} --config ${path}`);
    expect(exitCode).toBe(1);
    rmSync(path);
    expect(refused().message).toContain("is not what lint --fix left");
  });
  it("when the backup is gone or was changed", () => {
    writeFileSync(join(dir, backup), "{ port: 3 }");
    expect(refused().message).toContain(`${backup} was changed`);
    rmSync(join(dir, backup));
    expect(refused().message).toContain(`${backup} is gone`);
  });
  it("behind a link, for a read-only file and a managed config", () => {
    expect(refused(context(fs, { OPENCLAW_NIX_MODE: "1" })).message).toContain("OPENCLAW_NIX_MODE=1");
    chmodSync(path, 0o400);
    expect(refused().message).toContain("is read-only");
    chmodSync(path, 0o600);
    renameSync(path, join(dir, "real.json"));
    symlinkSync("real.json", path);
    expect(refused().message).toContain("is a symbolic link");
  });
});

describe("there is nothing to undo", () => {
  it("without any change, or after a change of a time without records", () => {
    expect(refused()).toMatchObject({
      message: `nothing to undo: this tool has not changed ${path}`,
      exitCode: 1,
    });
    write("{ port: 1 }");
    writePlan(planSet({ port: 2 }), context(), null);
    const { message, hint } = refused();
    expect(message).toContain("it is not recorded what this tool last changed");
    expect(hint).toContain("restore openclaw.json.openclaw-local-20261120T093005Z.bak");
  });

  it("when the change was taken back by hand", () => {
    write("{ port: 1 }");
    writePlan(planSet({ port: 2 }), context(), LINT);
    write("{ port: 1 }");
    expect(refused().message).toContain("is as it was before lint --fix changed it");
  });

  const forged = (own: object) =>
    JSON.stringify({
      version: 1,
      changes: [
        {
          ...{ run: "x", command: "init", at: "2026-11-20T09:30:05Z" },
          files: [{ path: "openclaw.json", before: null, after: HASH, mode: null, backup: null, ...own }],
        },
      ],
    });
  // of "{}"
  const HASH = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

  it.each<[string, string | Uint8Array]>([
    ["no JSON", "{"],
    ["no text", Uint8Array.of(0xff, 0x00)],
    ["an unknown version", '{"version":2,"changes":[]}'],
    ["no changes", '{"version":1}'],
    ["another type", "[]"],
    ["another file that it would remove", forged({ path: "../other.json" })],
    ["an absolute file that it would remove", forged({ path: "/etc/hostname" })],
    ["a backup that is none", forged({ before: HASH.replace("4", "5"), mode: 384, backup: "../../x" })],
    ["a mode beyond permissions", forged({ before: HASH.replace("4", "5"), mode: 2048, backup: "x" })],
    ["a hash that is none", forged({ after: "44" })],
  ])("with a record that has %s, which the next write replaces", (_, text) => {
    write("{}");
    writeFileSync(record, text);
    expect(refused().message).toContain("nothing to undo: this tool has not changed");
    writePlan(planSet({ port: 2 }), context(), LINT);
    undo();
    expect(readFileSync(path, "utf8")).toBe("{}");
  });

  it("is not said of the same record without a fault", () => {
    write("{}");
    writeFileSync(record, forged({}));
    expect(planUndo(path, fs, restoring).removes).toBe(true);
  });

  it.each<[string, () => void]>([
    ["a folder", () => mkdirSync(record)],
    ["a link", () => symlinkSync("nowhere", record)],
    ["read-only", () => writeFileSync(record, "", { mode: 0o400 })],
  ])("where the record is %s: a write goes on without it", (_, prepare) => {
    write("{ port: 1 }");
    prepare();
    const names = readdirSync(dir);
    writePlan(planSet({ port: 2 }), context(), LINT);
    expect(readFileSync(path, "utf8")).toBe("{ port: 2 }");
    expect(readdirSync(dir)).toHaveLength(names.length + 1);
    expect(refused().message).toContain("nothing to undo");
  });
});

/** A file system in which the nth call of one operation fails; with `forever`, all from then on, as in a killed process. */
function failing(operation: "writeNew" | "rename" | "remove", nth: number, forever = false): Fs {
  let calls = 0;
  const may = <T>(what: string, act: () => T): T => {
    const counts = what === operation;
    if (counts) calls += 1;
    if ((counts && calls === nth) || (forever && calls >= nth))
      throw new UserError("the disk is full", { exitCode: 1 });
    return act();
  };
  return {
    ...fs,
    writeNew: (...args) => may("writeNew", () => fs.writeNew(...args)),
    rename: (...args) => may("rename", () => fs.rename(...args)),
    remove: (...args) => may("remove", () => fs.remove(...args)),
  };
}

describe("a failure in the middle", () => {
  const twoFiles = (): void => {
    write("{ models: { $include: './models.json5' }, port: 1 }\n");
    writeFileSync(join(dir, "models.json5"), "{ a: 1 } // models\n");
    writePlan(planSet({ port: 2, "models.a": 2 }), context(), LINT);
  };

  it.each([
    ["writeNew", 1],
    ["writeNew", 2],
    ["writeNew", 3],
    ["writeNew", 4],
    ["rename", 1],
    ["rename", 2],
    ["rename", 3],
  ] as const)("leaves both files and the record as they were (%s number %i)", (operation, nth) => {
    twoFiles();
    expect(refused(context(failing(operation, nth))).message).toBe("the disk is full");
    undo();
    expect(readFileSync(path, "utf8")).toContain("port: 1");
  });

  it("leaves a file that it cannot remove", () => {
    writePlan(planNewFile(path, "{}\n"), context(), { command: "init" });
    expect(refused(context(failing("remove", 1))).message).toBe("the disk is full");
    undo();
    expect(readdirSync(dir)).not.toContain("openclaw.json");
  });

  it("leaves a new file with neither the file nor a record", () => {
    const before = snapshot();
    const plan = planNewFile(path, "{}\n");
    expect(() => writePlan(plan, context(failing("rename", 2)), LINT)).toThrow("the disk is full");
    expect(snapshot()).toEqual(before);
  });

  it.each([
    ["before the first file", 2, 0],
    ["between the files", 3, 1],
  ])(
    "%s of a killed process: what was done is taken back, and the change before it stays",
    (_, nth, done) => {
      twoFiles();
      const plan = planSet({ port: 3, "models.a": 3 });
      expect(() => writePlan(plan, context(failing("rename", nth, true)), LINT)).toThrow("the disk is full");
      const texts = () =>
        [path, join(dir, "models.json5")].map(
          (file) => /(?:port|a): (\d)/.exec(readFileSync(file, "utf8"))?.[1],
        );
      expect(texts()).toEqual(done === 1 ? ["3", "2"] : ["2", "2"]);
      undo();
      expect(texts()).toEqual(done === 1 ? ["2", "2"] : ["1", "1"]);
    },
  );
});
