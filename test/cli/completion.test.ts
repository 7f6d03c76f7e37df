import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { complete } from "../../src/commands/completion/candidates.ts";
import { SHELLS } from "../../src/commands/completion/spec.ts";
import { STUBS } from "../../src/commands/completion/stubs.ts";
import { COMMANDS } from "../../src/commands/registry.ts";
import { namesOf } from "../../src/commands/shared/option.ts";
import { createOutside } from "../../src/io/outside.ts";
import { BIN, openclawLocal, tempDir } from "./run.ts";

const CONFIG = `{
  models: { providers: {
    ollama: { baseUrl: "http://127.0.0.1:11434", models: [{ id: "qwen3:8b" }, { id: "$(reboot)" }] },
    together: { baseUrl: "https://api.together.xyz/v1", models: [{ id: "moonshotai/kimi" }] },
  } },
  agents: { defaults: { model: { primary: "anthropic/claude-opus-4-6" } } },
}
`;
const BACKUP = "openclaw.json.openclaw-local-20260901T120000Z.bak";

/** A home with a config, a backup of it, and the executable on the PATH. */
function home(): { dir: string; env: Record<string, string> } {
  const dir = tempDir();
  mkdirSync(join(dir, ".openclaw"));
  writeFileSync(join(dir, ".openclaw", "openclaw.json"), CONFIG);
  writeFileSync(join(dir, ".openclaw", BACKUP), "{}");
  symlinkSync(BIN, join(dir, "openclaw-local"));
  const PATH = [dir, dirname(process.execPath), process.env["PATH"]].join(":");
  return { dir, env: { HOME: dir, XDG_CONFIG_HOME: dir, XDG_DATA_HOME: dir, PATH, LANG: "C.UTF-8" } };
}
const { dir, env } = home();

/** The words that the hidden command offers. */
async function offered(...words: string[]): Promise<string[]> {
  const real = createOutside(env, new AbortController().signal);
  let stdout = "";
  const outside = {
    ...real,
    host: { ...real.host, cwd: dir, homeDir: dir },
    stdout: async (text: string) => {
      stdout += text;
    },
  };
  expect(await complete(words, COMMANDS, outside)).toBe(0);
  return wordsIn(stdout);
}

function wordsIn(stdout: string): string[] {
  return stdout.split("\n").flatMap((line) => (line === "" ? [] : [line.split("\t")[0] ?? ""]));
}

describe("the hidden command", () => {
  test.each<[line: string, words: string[]]>([
    ["d", ["doctor", "demo"]],
    ["help co", ["completion"]],
    ["lint --max", ["--max-warnings"]],
    ["lint --severity-min ", ["info", "warning", "error"]],
    ["lint --severity-min=w", ["--severity-min=warning"]],
    ["-q lint --target d", ["docker"]],
    ["lint --only duplicate-key,suppression-u", ["duplicate-key,suppression-unused"]],
    ["doctor --skip server-unr", ["server-unreachable"]],
    ["doctor --exam --ru", ["--runs", "--run-commands"]],
    ["explain config-inc", ["config-include"]],
    ["templates open", ["openai-compatible", "openrouter-regional"]],
    ["init --template local-", ["local-only", "local-first"]],
    // words that need quotes are not offered
    ["init --model ", ["qwen3:8b"]],
    ["init --hosted ", ["together/moonshotai/kimi", "anthropic/claude-opus-4-6"]],
    ["init --config none.json --hosted ", []],
    ["recommend --model minimax-m2.", ["minimax-m2.1", "minimax-m2.5", "minimax-m2.7"]],
    ["restore ", ["latest", BACKUP]],
    ["scan --endpoint h", ["http://127.0.0.1:11434"]],
    ["lint --format s", ["sarif"]],
    ["completion p", ["powershell"]],
    ["lint ", []],
    ["lint --config ", []],
    ["nonsense ", []],
  ])("%s", async (line, words) => {
    expect(await offered(...line.split(" "))).toEqual(words);
  });

  test("offers every command and every option", async () => {
    const all = [...COMMANDS.map((command) => command.name), "help", "--help", "--version"];
    expect(await offered("")).toEqual(all);
    for (const command of COMMANDS) {
      const flags = new Set(await offered(command.name, "-"));
      expect(command.options.flatMap(namesOf).filter((name) => !flags.has(name))).toEqual([]);
    }
  });

  test.each([
    [
      ["--", "lint", "--severity-min", ""],
      ["info", "warning", "error"],
    ],
    [["=w", "lint", "--severity-min"], ["warning"]],
    [["--", "init", "--model", "q"], ["qwen3:8b"]],
    [["--", "--nonsense", "="], []],
    [[], [...COMMANDS.map(({ name }) => name), "help", "--help", "--version"]],
  ])("the executable: %j", async (words, found) => {
    const { code, stdout, stderr } = await openclawLocal(["__complete", ...words], { cwd: dir, env });
    expect([code, stderr, wordsIn(stdout)]).toEqual([0, "", found]);
  });

  test("accepts the current word first, as PowerShell sends it", async () => {
    expect(await offered("=", "lint", "--severity-min")).toEqual(["info", "warning", "error"]);
    expect(await offered("=w", "lint", "--severity-min")).toEqual(["warning"]);
  });

  test("prints nothing on errors, and is not in the help", async () => {
    writeFileSync(join(dir, "broken.json"), "{");
    expect(await offered("init", "--config", "broken.json", "--model", "")).toEqual([]);
    expect(await offered("init", "--config", dir, "--model", "")).toEqual([]);
    expect((await openclawLocal(["--help"])).stdout).not.toContain("__complete");
  });
});

test("completion prints the script of each shell", async () => {
  for (const shell of SHELLS) {
    expect(await openclawLocal(["completion", shell])).toEqual({ code: 0, stdout: STUBS[shell], stderr: "" });
  }
});

function has(shell: string): boolean {
  return spawnSync(shell, ["--version"]).status === 0;
}

function linesOf(shell: string, args: string[]): string[] {
  const out = execFileSync(shell, args, { encoding: "utf8", env, cwd: dir });
  return out.split(/\r?\n/).filter((line) => line !== "");
}

describe.runIf(has("bash"))("bash", () => {
  const tab = (line: string) =>
    linesOf("bash", [
      "--norc",
      "-c",
      `${STUBS.bash}
COMP_LINE='${line}' COMP_POINT=${line.length}; _openclaw_local; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ]);

  test("offers what the hidden command offers", () => {
    expect(tab("openclaw-local li")).toEqual(["lint"]);
    expect(tab("openclaw-local lint --severity-min ")).toEqual(["info", "warning", "error"]);
    // readline completes file names
    expect(tab("openclaw-local lint --config ")).toEqual([]);
  });

  test("gives only the part after the last colon or equals sign, as readline expects", () => {
    expect(tab("openclaw-local lint --severity-min=w")).toEqual(["warning"]);
    expect(tab("openclaw-local init --model qwen3:")).toEqual(["8b"]);
    expect(tab("openclaw-local init --model q")).toEqual(["qwen3:8b"]);
  });
});

describe.runIf(has("zsh"))("zsh", () => {
  test("registers for the command, by eval or from an fpath folder", () => {
    const run = `autoload -Uz compinit && compinit -D -u; eval "$1"; print -r -- "\${_comps[openclaw-local]}"`;
    expect(linesOf("zsh", ["-f", "-c", run, "zsh", STUBS.zsh])).toEqual(["_openclaw_local"]);
  });

  test("offers what the hidden command offers, with descriptions", () => {
    const run = `compdef() { }; _describe() { print -rl -- "\${(@P)2}"; }; _files() { print files; }; eval "$1"
words=(openclaw-local lint --severity-min w); CURRENT=4; _openclaw_local
words=(openclaw-local init --model ""); CURRENT=4; _openclaw_local
words=(openclaw-local lint ""); CURRENT=3; _openclaw_local`;
    expect(linesOf("zsh", ["-f", "-c", run, "zsh", STUBS.zsh])).toEqual([
      "warning:",
      "qwen3\\:8b:ollama",
      "files",
    ]);
  });
});

describe.runIf(has("fish"))("fish", () => {
  test("offers commands, flags and words", () => {
    const file = join(dir, "openclaw-local.fish");
    writeFileSync(file, STUBS.fish);
    const tab = (line: string) =>
      linesOf("fish", ["--no-config", "-c", `source ${file}; complete -C '${line}'`]);
    expect(tab("openclaw-local lin")).toEqual([
      "lint\tcheck OpenClaw config files offline, with file:line:column",
    ]);
    expect(tab("openclaw-local lint --severity-min w")).toEqual(["warning"]);
    expect(tab("openclaw-local init --model ")).toEqual(["qwen3:8b\tollama"]);
  });
});

describe.runIf(has("pwsh"))("powershell", () => {
  test("offers words", () => {
    const tab = (line: string) =>
      linesOf("pwsh", [
        "-NoProfile",
        "-Command",
        `${STUBS.powershell}\n(TabExpansion2 -inputScript '${line}' -cursorColumn ${line.length}).CompletionMatches.CompletionText`,
      ]);
    expect(tab("openclaw-local lin")).toEqual(["lint"]);
    expect(tab("openclaw-local lint --severity-min ")).toEqual(["info", "warning", "error"]);
  });
});
