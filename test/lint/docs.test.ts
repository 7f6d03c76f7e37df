import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createFs } from "../../src/io/fs.ts";
import { LINT_IDS } from "../../src/lint/check.ts";
import { RC_NAME } from "../../src/lint/settings.ts";
import { SettingsFinder } from "../../src/lint/settings-finder.ts";
import { tempDir } from "../cli/run.ts";
import { repoFile } from "../guards/source-tree.ts";
import { check } from "./support.ts";

const [config = "", settings = ""] = [
  ...(repoFile("docs/lint.md") ?? "").replaceAll("\r\n", "\n").matchAll(/```json5\n([\s\S]*?)```/g),
].map(([, text = ""]) => text);

it("the suppressions of the docs work, and all are needed", async () => {
  expect(await check(config)).toMatchObject({ findings: [], suppressed: 3 });
});

it("the settings of the docs are valid", async () => {
  const dir = tempDir();
  writeFileSync(join(dir, RC_NAME), settings);
  const found = await new SettingsFinder(createFs(), dir, LINT_IDS).in(dir);
  expect(found).toMatchObject({ target: "docker", localOnly: true, files: [expect.any(String)] });
  expect(found.rules.size).toBe(2);
});
