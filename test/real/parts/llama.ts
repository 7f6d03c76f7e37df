import { CACHE, TOOLS } from "../lib/paths.ts";
import { lastLine, run } from "../lib/run.ts";
import { missing, type Part } from "./part.ts";

/** A llama-server: the one on PATH, else Debian's, unpacked into the cache (12 s, 75 MB). */
export async function getLlama(): Promise<Part<{ bin: string }>> {
  const onPath = await run("llama-server", ["--version"], { timeoutMs: 20_000 });
  if (onPath.code === 0)
    return { have: true, what: version(onPath.stderr + onPath.stdout), bin: "llama-server" };
  const dir = `${CACHE}/llama`;
  const got = await run("sh", [`${TOOLS}get-llama-server.sh`, dir], { timeoutMs: 240_000 });
  if (got.code !== 0) return missing(`no llama-server on PATH, and ${lastLine(got.stderr)}`);
  return { have: true, what: version(got.stderr + got.stdout), bin: `${dir}/llama-server` };
}

function version(text: string): string {
  return `llama-server ${/version: (.*)/.exec(text)?.[1] ?? "of unknown version"}`;
}
