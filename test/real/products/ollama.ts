import { existsSync } from "node:fs";
import { CACHE, TOOLS } from "../lib/paths.ts";
import { type Product, script } from "../lib/product.ts";
import { lastLine, run } from "../lib/run.ts";
import { missing, type Part } from "../parts/part.ts";

/** The newest that the public Go proxy serves with all that it needs. */
const VERSION = "0.17.4";

/** Ollama, built by the Go client (8 min on two cores, once; then one file of 35 MB). */
export async function getOllama(): Promise<Part<{ bin: string }>> {
  const dir = `${CACHE}/ollama-${VERSION}`;
  const bin = `${dir}/ollama`;
  const have = { have: true as const, what: `Ollama ${VERSION}`, bin };
  if (existsSync(bin)) return have;
  const built = await run("bash", [`${TOOLS}build-ollama.sh`, dir], { timeoutMs: 1_200_000 });
  return built.code === 0 ? have : missing(`Ollama could not be built: ${lastLine(built.stderr)}`);
}

/** `ollama serve`, which takes its settings from the environment; `create`, `run` and `ps` ask the running one. */
export const ollama = (bin: string): Product => ({
  name: "ollama",
  version: VERSION,
  // it would ask its registry for cloud models otherwise
  executables: { ollama: script(bin, { OLLAMA_NO_CLOUD: "1" }) },
  readyPath: "/api/version",
  readyMs: 30_000,
});
