import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repoFile } from "../guards/source-tree.ts";
import { openclawLocal, tempDir } from "./run.ts";

/** Runs the executable with the version of another Node. */
function pretending(version: string) {
  const hook = join(tempDir(), "version.cjs");
  writeFileSync(
    hook,
    `Object.defineProperty(process, "version", { value: "v${version}" });
Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`,
  );
  return openclawLocal(["--version"], { node: ["--require", hook] });
}

describe("a Node that is too old", () => {
  it.each(["4.9.1", "18.20.8", "20.18.3", "22.12.0", "23.11.0"])(
    "%s is told so, with exit 2",
    async (version) => {
      const result = await pretending(version);
      expect(result).toMatchObject({ code: 2, stdout: "" });
      expect(result.stderr).toContain(`needs Node ^20.19, ^22.13 or >=24; this is v${version}.`);
      expect(result.stderr).toContain("Install a newer Node");
    },
  );

  it.each(["20.19.0", "22.13.0", "24.0.0", "26.10.0"])("%s is none", async (version) => {
    expect(await pretending(version)).toMatchObject({ code: 0, stderr: "" });
  });

  // It was run by hand with 4.9, 6.17 and 12.22: what these cannot parse stays out.
  it("can parse the executable", () => {
    const code = (repoFile("bin/openclaw-local.js") ?? "")
      .replace(/\/\/.*/g, "")
      .replace(/"(?:[^"\\]|\\.)*"/g, '""');
    expect(code).toContain("require");
    expect(code).not.toMatch(
      /=>|`|\b(?:let|const|class|import|export|async|await)\b|\?\.|\?\?|\.\.\.|,\s*[)\]}]/,
    );
  });
});
