import { CACHE, TOOLS } from "../lib/paths.ts";
import { lastLine, run } from "../lib/run.ts";
import { missing, type Part } from "./part.ts";

/** A llama-server: the one on PATH, else Debian's, unpacked into the cache (12 s, 75 MB). */
export async function getLlama(): Promise<Part<{ bin: string; version: string }>> {
  const onPath = await run("llama-server", ["--version"], { timeoutMs: 20_000 });
  if (onPath.code === 0) return have("llama-server", onPath.stderr + onPath.stdout);
  const dir = `${CACHE}/llama`;
  const got = await run("sh", [`${TOOLS}get-llama-server.sh`, dir], { timeoutMs: 240_000 });
  if (got.code !== 0) return missing(`no llama-server on PATH, and ${lastLine(got.stderr)}`);
  return have(`${dir}/llama-server`, got.stderr + got.stdout);
}

/** `text`: what `llama-server --version` prints, "version: 0.7.0 (build 11669, commit Debian)". */
function have(bin: string, text: string) {
  const version = /version: (.*)/.exec(text)?.[1] ?? "of unknown version";
  return { have: true as const, what: `llama-server ${version}`, bin, version };
}

/** Its row in the record of the lane. */
export const llamaProduct = ({ version }: { version: string }) => ({ name: "llama-server", version });
