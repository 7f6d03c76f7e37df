import { formatPath } from "../../core/path.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { defineCheck } from "../types.ts";

/** The same key twice in one object. */
export const duplicateKey = defineCheck({
  id: "duplicate-key",
  title: "Key that appears twice",
  severity: "error",
  doc: {
    what: "An object has the same key twice.",
    why: "OpenClaw silently uses the last one. The first value has no effect, and it is lost when OpenClaw writes the file.",
    bad: localProvider(QWEN, 'models: { mode: "merge" },'),
    good: `{
  models: { mode: "merge", providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  config: {
    run: each(
      ({ config }) => config.duplicates,
      ({ path, first, last }) => ({
        at: path,
        atKey: true,
        place: last,
        message: `${JSON.stringify(path.at(-1))} appears twice; the one in line ${first.line} has no effect`,
        evidence: { firstLine: first.line, lastLine: last.line, path: formatPath(path) },
        fixHint: "merge the two into one",
      }),
    ),
  },
});
