import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { completionScript, SHELL_NAMES } from "../../src/commands/completion/registry.ts";
import { type CompletionCommand, toVerbs } from "../../src/commands/completion/spec.ts";
import { COMMANDS } from "../../src/commands/registry.ts";

const SPEC: readonly CompletionCommand[] = [
  {
    name: "lint",
    summary: "check it's files: [now]",
    args: [{ name: "[files...]", description: "files" }],
    options: [
      { flags: "--config <path>", description: "config 'file' [x]: y" },
      { flags: "-s, --severity-min <level>", description: "level", choices: ["info", "warning", "error"] },
      { flags: "--no-color", description: "no colour" },
      { flags: "--hosted <provider/model>", description: "hosted" },
    ],
  },
  {
    name: "completion",
    summary: "print a script",
    args: [{ name: "<shell>", description: "shell", choices: ["bash", "zsh"] }],
    options: [],
  },
];

function has(shell: string): boolean {
  return spawnSync(shell, ["--version"]).status === 0;
}

test("reads the description", () => {
  const [lint, completion] = toVerbs(SPEC);
  expect(lint?.flags.map((f) => [f.names, f.value])).toEqual([
    [["--config"], "file"],
    [["--severity-min", "-s"], "choice"],
    [["--no-color"], "none"],
    [["--hosted"], "text"],
    [["--help", "-h"], "none"],
  ]);
  expect([lint?.operand, completion?.operand, completion?.choices]).toEqual([
    "file",
    "choice",
    ["bash", "zsh"],
  ]);
});

test.each(SHELL_NAMES)("%s: every command and every option of the real program is in the script", (shell) => {
  const script = completionScript(shell, "openclaw-local", COMMANDS);
  for (const verb of toVerbs(COMMANDS)) {
    expect(script).toContain(verb.name);
    for (const name of verb.flags.flatMap((f) => f.names)) {
      const written = shell === "fish" ? name.replace(/^-+/, "") : name;
      expect(script).toContain(written);
    }
  }
  expect(script.endsWith("\n")).toBe(true);
});

describe.runIf(has("bash"))("bash", () => {
  /** What Tab would offer for these words, the last being the one under the cursor. */
  function complete(spec: readonly CompletionCommand[], ...words: string[]): string[] {
    const script = completionScript("bash", "openclaw-local", spec);
    const quoted = words.map((w) => `'${w}'`).join(" ");
    const run = `${script}
COMP_WORDS=(openclaw-local ${quoted}); COMP_CWORD=${words.length}
_openclaw_local; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const out = execFileSync("bash", ["--norc", "-c", run], { encoding: "utf8" });
    return out.split("\n").filter((line) => line !== "");
  }

  test("accepts the script", () => {
    for (const spec of [SPEC, COMMANDS]) {
      const input = completionScript("bash", "openclaw-local", spec);
      const result = spawnSync("bash", ["-n"], { input, encoding: "utf8" });
      expect([result.status, result.stderr]).toEqual([0, ""]);
    }
  });

  test("offers commands, flags, and the words of a flag or an argument", () => {
    expect(complete(SPEC, "")).toEqual(["lint", "completion", "help", "--help", "--version"]);
    expect(complete(SPEC, "li")).toEqual(["lint"]);
    expect(complete(SPEC, "help", "c")).toEqual(["completion"]);
    expect(complete(SPEC, "lint", "--c")).toEqual(["--config"]);
    expect(complete(SPEC, "lint", "-s", "w")).toEqual(["warning"]);
    expect(complete(SPEC, "lint", "--severity-min", "")).toEqual(["info", "warning", "error"]);
    expect(complete(SPEC, "completion", "")).toEqual(["bash", "zsh"]);
    // File names are readline's business.
    expect(complete(SPEC, "lint", "--config", "")).toEqual([]);
    expect(complete(SPEC, "lint", "")).toEqual([]);
  });

  test("the real program", () => {
    expect(complete(COMMANDS, "do")).toEqual(["doctor"]);
    expect(complete(COMMANDS, "init", "--routing", "local")).toEqual(["local-only", "local-first"]);
    expect(complete(COMMANDS, "completion", "po")).toEqual(["powershell"]);
  });
});

describe.runIf(has("zsh"))("zsh", () => {
  test("accepts the script, and it takes charge of the command", () => {
    for (const spec of [SPEC, COMMANDS]) {
      const script = completionScript("zsh", "openclaw-local", spec);
      const checked = spawnSync("zsh", ["-n"], { input: script, encoding: "utf8" });
      expect([checked.status, checked.stderr]).toEqual([0, ""]);
      const run = `autoload -Uz compinit && compinit -D -u; eval "$1"; print -r -- "\${_comps[openclaw-local]}"`;
      const loaded = spawnSync("zsh", ["-f", "-c", run, "zsh", script], { encoding: "utf8" });
      expect([loaded.stdout, loaded.stderr]).toEqual(["_openclaw_local\n", ""]);
    }
  });
});

describe.runIf(has("fish"))("fish", () => {
  const home = () => mkdtempSync(join(tmpdir(), "openclaw-local-fish-"));

  test("offers commands, flags and words", () => {
    const dir = home();
    try {
      const file = join(dir, "openclaw-local.fish");
      writeFileSync(file, completionScript("fish", "openclaw-local", SPEC));
      const complete = (line: string) => {
        const env = { ...process.env, HOME: dir, XDG_CONFIG_HOME: dir, XDG_DATA_HOME: dir };
        const run = spawnSync("fish", ["--no-config", "-c", `source ${file}; complete -C '${line}'`], {
          encoding: "utf8",
          env,
        });
        expect(run.stderr).toBe("");
        return run.stdout.trimEnd().split("\n");
      };
      expect(complete("openclaw-local li")).toEqual(["lint\tcheck it's files: [now]"]);
      expect(complete("openclaw-local lint --sev")).toEqual(["--severity-min\tlevel"]);
      expect(complete("openclaw-local lint --severity-min w")).toEqual(["warning\tlevel"]);
      expect(complete("openclaw-local completion z")).toEqual(["zsh"]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe.runIf(has("pwsh"))("powershell", () => {
  test("accepts the script and offers words", () => {
    const script = completionScript("powershell", "openclaw-local", SPEC);
    const complete = (line: string) =>
      execFileSync(
        "pwsh",
        [
          "-NoProfile",
          "-Command",
          `${script}\n(TabExpansion2 -inputScript '${line}' -cursorColumn ${line.length}).CompletionMatches.CompletionText`,
        ],
        { encoding: "utf8" },
      )
        .trimEnd()
        .split(/\r?\n/);
    expect(complete("openclaw-local li")).toEqual(["lint"]);
    expect(complete("openclaw-local lint --sev")).toEqual(["--severity-min"]);
    expect(complete("openclaw-local lint --severity-min w")).toEqual(["warning"]);
    expect(complete("openclaw-local completion z")).toEqual(["zsh"]);
  });
});
