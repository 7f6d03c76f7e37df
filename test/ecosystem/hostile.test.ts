import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BAD, folder } from "../support/configs.ts";
import { ACTION, commands, runAction } from "./action.ts";

describe.skipIf(process.platform === "win32")("hostile names and inputs", () => {
  const NAMES = [
    "$(touch pwned).json",
    "`touch pwned`.json",
    "a; touch pwned; .json",
    "-x.json",
    "--fix",
    'x" && touch pwned && echo ".json',
    "::error::pwned.json",
    "##[error]pwned.json",
    "%0A::error::pwned.json",
    "*.json",
  ];

  it("file names are file names", () => {
    const workspace = folder(Object.fromEntries(NAMES.map((name) => [name, BAD])));
    const run = runAction(workspace, { inputs: { files: NAMES.join("\n") } });
    expect(readdirSync(workspace).sort()).toEqual([...NAMES].sort());
    expect(run.stderr).toBe("");
    const annotations = commands(run.stdout);
    expect(annotations).toHaveLength(NAMES.length);
    expect(annotations.map((line) => properties(line)["file"])).toEqual(NAMES);
    for (const line of annotations) expect(line).toMatch(/^::error file=[^:]+,title=model-ref-unresolved::/);
    expect(readFileSync(join(workspace, "--fix"), "utf8")).toBe(BAD);
    expect(run.steps).toMatchObject({ Result: 1 });
  });

  const TEXTS = [
    "$(touch pwned)",
    "`touch pwned`",
    '"; touch pwned; "',
    "'; touch pwned; '",
    "x\nexit-code=0\nentry=/bin/true\ninstall=\n::error::pwned",
    "x\n::add-mask::pwned",
    "--exit-zero",
  ];
  const OTHERS = Object.keys(ACTION.inputs).filter((name) => name !== "upload-sarif" && name !== "category");

  it.each(OTHERS)(
    "no text in %s is run, becomes an output or a workflow command, or makes it pass",
    (name) => {
      for (const text of TEXTS) {
        const workspace = folder({ "openclaw.json": BAD });
        // Do not fetch a valid version.
        const bin = folder({ npm: "#!/bin/sh\nexit 1\n" });
        chmodSync(join(bin, "npm"), 0o755);
        const run = runAction(workspace, {
          inputs: { [name]: text },
          env: { PATH: `${bin}:${process.execPath.replace(/\/[^/]+$/, "")}:/usr/bin:/bin` },
        });
        const where = `${name}=${JSON.stringify(text)}`;
        const files = readdirSync(workspace, { recursive: true }).map(String);
        expect([where, files.filter((file) => file === "pwned")]).toEqual([where, []]);
        expect([where, run.failed, run.outputs["exit-code"] === "0"]).toEqual([where, true, false]);
        for (const line of commands(run.stdout)) {
          expect([where, line]).toEqual([
            where,
            expect.stringMatching(/^::error (?:file=|title=openclaw-local::)/),
          ]);
        }
      }
    },
  );
});

/** The properties of a workflow command as the runner's own parser reads them. */
function properties(line: string): Record<string, string> {
  const head = /^::\S+ (.*?)::/.exec(line)?.[1] ?? "";
  const decode = (text: string) =>
    text.replace(/%(0D|0A|3A|2C|25)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Object.fromEntries(
    head.split(",").map((pair) => {
      const equals = pair.indexOf("=");
      return [pair.slice(0, equals), decode(pair.slice(equals + 1))];
    }),
  );
}
