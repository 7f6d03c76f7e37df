import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tempDir } from "../cli/run.ts";

export const GOOD = `{
  agents: { defaults: { model: { primary: "lmstudio/qwen3" } } },
  models: {
    providers: {
      lmstudio: {
        baseUrl: "http://127.0.0.1:1234/v1",
        apiKey: "lmstudio",
        api: "openai-responses",
        models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, contextTokens: 65536, maxTokens: 8192 }],
      },
    },
  },
}
`;
/** One error: the provider is misspelled. */
export const BAD = GOOD.replace('primary: "lmstudio/qwen3"', 'primary: "lmstudoi/qwen3"');
/** One warning: the fallback repeats the primary. */
export const WARN = GOOD.replace('"lmstudio/qwen3" }', '"lmstudio/qwen3", fallbacks: ["lmstudio/qwen3"] }');

/** A folder with these files, removed when the test file ends. */
export function folder(files: Record<string, string | Uint8Array>): string {
  const dir = tempDir();
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return dir;
}
