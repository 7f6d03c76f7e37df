import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFs } from "../../src/io/fs.ts";
import { resolveConfigPath, resolveStateDir } from "../../src/openclaw/config-path.ts";
import { createEnvLookup, parseDotenv } from "../../src/openclaw/env.ts";
import type { Env } from "../../src/ports/index.ts";

const fs = createFs();
let home = "";

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "openclaw-home-"));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function touch(name: string, text = "{}"): string {
  const path = join(home, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function where(env: Env, flag?: string): string {
  const { path, exists, how } = resolveConfigPath({ env, homeDir: home, fs, flag });
  return `${path.replace(home, "~")} ${exists ? "exists" : "missing"} ${how}`;
}

describe("the config path", () => {
  it("is ~/.openclaw/openclaw.json by default, existing or not", () => {
    expect(where({})).toBe("~/.openclaw/openclaw.json missing default");
    touch(".openclaw/openclaw.json");
    expect(where({})).toBe("~/.openclaw/openclaw.json exists default");
  });
  it("is the first legacy file if only legacy files exist", () => {
    touch(".clawdbot/clawdbot.json");
    expect(where({})).toBe("~/.clawdbot/clawdbot.json exists legacy");
    touch(".clawdbot/openclaw.json");
    expect(where({})).toBe("~/.clawdbot/openclaw.json exists legacy");
    touch(".openclaw/clawdbot.json");
    expect(where({})).toBe("~/.openclaw/clawdbot.json exists legacy");
    touch(".openclaw/openclaw.json");
    expect(where({})).toBe("~/.openclaw/openclaw.json exists default");
  });
  it("follows the flag, then OPENCLAW_CONFIG_PATH, then OPENCLAW_STATE_DIR, then OPENCLAW_HOME", () => {
    const env = {
      OPENCLAW_CONFIG_PATH: "~/c.json5",
      OPENCLAW_STATE_DIR: join(home, "s"),
      OPENCLAW_HOME: join(home, "h"),
    };
    expect(where(env, join(home, "f.json"))).toBe("~/f.json missing --config");
    expect(where(env)).toBe("~/h/c.json5 missing OPENCLAW_CONFIG_PATH");
    expect(where({ ...env, OPENCLAW_CONFIG_PATH: " " })).toBe("~/s/openclaw.json missing OPENCLAW_STATE_DIR");
    touch("s/clawdbot.json");
    expect(where({ ...env, OPENCLAW_CONFIG_PATH: "" })).toBe("~/s/clawdbot.json exists OPENCLAW_STATE_DIR");
    expect(where({ OPENCLAW_HOME: join(home, "h") })).toBe(
      "~/h/.openclaw/openclaw.json missing OPENCLAW_HOME",
    );
  });
  it("prefers HOME to USERPROFILE to the system; blank, undefined and null count as unset", () => {
    expect(where({ HOME: join(home, "a"), USERPROFILE: join(home, "b") })).toBe(
      "~/a/.openclaw/openclaw.json missing default",
    );
    expect(where({ HOME: "", USERPROFILE: join(home, "b") })).toBe(
      "~/b/.openclaw/openclaw.json missing default",
    );
    expect(where({ OPENCLAW_HOME: "undefined", HOME: "null" })).toBe(
      "~/.openclaw/openclaw.json missing default",
    );
    expect(where({ OPENCLAW_HOME: "~/x", HOME: home })).toBe(
      "~/x/.openclaw/openclaw.json missing OPENCLAW_HOME",
    );
  });
  it("ignores variables that OpenClaw no longer reads", () => {
    expect(where({ CLAWDBOT_CONFIG_PATH: "/x", OPENCLAW_PROFILE: "work" })).toBe(
      "~/.openclaw/openclaw.json missing default",
    );
  });
  it("has a state folder next to it", () => {
    const dir = (env: Env): string => resolveStateDir({ env, homeDir: home, fs }).replace(home, "~");
    expect(dir({})).toBe("~/.openclaw");
    touch(".clawdbot/x");
    expect(dir({})).toBe("~/.clawdbot");
    expect(dir({ OPENCLAW_STATE_DIR: "~/s" })).toBe("~/s");
  });
});

describe("variables", () => {
  const lookup = (env: Env): ReturnType<typeof createEnvLookup> =>
    createEnvLookup({
      env,
      homeDir: home,
      fs,
      config: { env: { FLAT: "flat", vars: { OWN: "config", SHARED: "config" } } },
    });

  it("come from the process, then the state folder's .env, then the config", () => {
    touch(".openclaw/.env", "SHARED=dotenv\nFILE=dotenv\nEMPTY=\n");
    const find = lookup({ SHARED: "process", FILE: "" });
    expect(find("SHARED")).toEqual({ value: "process", source: "process" });
    expect(find("FILE")).toEqual({ value: "dotenv", source: "dotenv" });
    expect(find("OWN")).toEqual({ value: "config", source: "config" });
    expect(find("FLAT")).toEqual({ value: "flat", source: "config" });
    expect(find("EMPTY")).toBeNull();
    expect(find("toString")).toBeNull();
  });
  it("are read from .env files like the dotenv package", () => {
    const text = [
      "# comment",
      "A=1",
      " export B = two words # note",
      "C='single # kept \\n'",
      'D="line\\nbreak"',
      'E="two',
      'lines"',
      "F=",
      "G: colon",
      "H=a=b",
      "bad line",
      "I=`tick 'q'`",
    ].join("\r\n");
    expect(Object.fromEntries(parseDotenv(`\ufeff${text}`))).toEqual({
      A: "1",
      B: "two words",
      C: "single # kept \\n",
      D: "line\nbreak",
      E: "two\nlines",
      F: "",
      G: "colon",
      H: "a=b",
      I: "tick 'q'",
    });
  });
});
