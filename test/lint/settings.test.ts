import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFs } from "../../src/io/fs.ts";
import { LINT_IDS } from "../../src/lint/check.ts";
import { SettingsFinder } from "../../src/lint/settings-finder.ts";
import { folder as folderOf } from "../support/configs.ts";

/** The settings of a folder in a tree; by default the tree's root is the home directory. */
function settings(files: Record<string, string>, folder = ".", home = ".") {
  const dir = folderOf(files);
  return new SettingsFinder(createFs(), join(dir, home), LINT_IDS).in(join(dir, folder));
}

const RC = ".openclaw-localrc.json5";
const OFF = '{ rules: { "baseurl-path": "off" } }';
const isOff = (s: { rules: ReadonlyMap<string, string> }) => s.rules.get("baseurl-path") === "off";

describe("settings", () => {
  it("are read from the rc file, which may have comments", async () => {
    const text = `{
      // why not
      $schema: "x",
      rules: { "baseurl-path": "off", "secret-inline": "error", "suppression-unused": "info" },
      files: ["deploy/*.json"], target: "docker", localOnly: true,
    }`;
    expect(await settings({ [RC]: text })).toEqual({
      file: expect.stringMatching(/\.openclaw-localrc\.json5$/),
      rules: new Map([
        ["baseurl-path", "off"],
        ["secret-inline", "error"],
        ["suppression-unused", "info"],
      ]),
      files: ["deploy/*.json"],
      target: "docker",
      localOnly: true,
    });
  });

  it("are read from package.json", async () => {
    const manifest = JSON.stringify({ name: "x", "openclaw-local": { target: "host" } });
    expect(await settings({ "package.json": manifest })).toMatchObject({ target: "host", localOnly: false });
    const dependency = JSON.stringify({ devDependencies: { "openclaw-local": "^1.0.0" } });
    expect(await settings({ "package.json": dependency })).toMatchObject({ file: null });
    // A broken one is ignored.
    expect(await settings({ "package.json": "{" })).toMatchObject({ file: null });
  });

  it("are the nearest ones, and not merged", async () => {
    const files = { [`a/${RC}`]: OFF, [`a/b/${RC}`]: "{ target: 'docker' }", "a/b/c/x": "", "a/d/x": "" };
    expect(await settings(files, "a/b/c")).toMatchObject({ target: "docker", rules: new Map() });
    expect(isOff(await settings(files, "a/d"))).toBe(true);
    expect((await settings(files, ".")).file).toBeNull();
  });

  it("are not looked for above the repository or the home directory", async () => {
    expect(isOff(await settings({ [RC]: OFF, "repo/.git/HEAD": "", "repo/a/x": "" }, "repo/a"))).toBe(false);
    expect(isOff(await settings({ [RC]: OFF, "repo/.git": "gitdir: x", "repo/a/x": "" }, "repo/a"))).toBe(
      false,
    );
    expect(
      isOff(await settings({ [`repo/${RC}`]: OFF, "repo/.git/HEAD": "", "repo/a/x": "" }, "repo/a")),
    ).toBe(true);
    expect(isOff(await settings({ [RC]: OFF, "home/.openclaw/x": "" }, "home/.openclaw", "home"))).toBe(
      false,
    );
    expect(
      isOff(await settings({ [`home/${RC}`]: OFF, "home/.openclaw/x": "" }, "home/.openclaw", "home")),
    ).toBe(true);
  });

  it.each<[string, string, string]>([
    ["{\n  rulez: {} }", '2:3: there is no setting "rulez"', "did you mean rules?"],
    ["{ something: 1 }", "1:3: there is no setting", "one of: rules, files, target, localOnly"],
    [
      '{ rules: { "baseurl-pth": "off" } }',
      '1:12: there is no rule "baseurl-pth"',
      "did you mean baseurl-path?",
    ],
    ['{ rules: { "config-syntax": "off" } }', "1:12: there is no rule", "explain"],
    [
      '{ rules: { "baseurl-path": "warn" } }',
      '1:28: "warn" is not a severity',
      "one of: off, info, warning, error",
    ],
    ['{ rules: { "baseurl-path": 0 } }', "1:28: this is not a severity", "one of"],
    ["{ rules: [] }", "1:10: rules must be an object", "off"],
    ["{ files: 'x' }", "1:10: files must be a list", "deploy"],
    ["{ files: ['x', 1] }", "1:16: this is not a file name", "deploy"],
    ["{ files: ['-'] }", "1:11: this is not a file name", "deploy"],
    ["{ target: 'vm' }", "1:11: target says where OpenClaw runs", "docker, host"],
    ["{ localOnly: 'yes' }", "1:14: localOnly must be true or false", "true"],
    ["{ rules: ", "1:10: ", "closed"],
    ["[]", "1:1: ", ""],
    ["", "1:1: ", ""],
  ])("%j is an error with its place", async (text, message, hint) => {
    const error = await settings({ [RC]: text }).then(
      () => null,
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ name: "UserError", exitCode: 2 });
    expect(error).toMatchObject({ message: expect.stringContaining(`${RC}:${message}`) });
    expect(error).toMatchObject({ hint: expect.stringContaining(hint) });
  });

  it("in package.json are an error with their place there", async () => {
    const manifest = '{\n  "name": "x",\n  "openclaw-local": {\n    "target": "vm"\n  }\n}';
    await expect(settings({ "package.json": manifest })).rejects.toThrow("package.json:4:15: target says");
    await expect(settings({ "package.json": '{ "openclaw-local": true }' })).rejects.toThrow(
      "package.json:1:21: settings must be an object",
    );
  });

  it("may not be in both files of one folder", async () => {
    const manifest = JSON.stringify({ "openclaw-local": {} });
    await expect(settings({ [RC]: "{}", "package.json": manifest })).rejects.toThrow(
      "of the same folder too",
    );
  });
});
