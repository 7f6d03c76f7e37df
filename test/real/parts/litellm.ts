import { existsSync } from "node:fs";
import { CACHE } from "../lib/paths.ts";
import { lastLine, run } from "../lib/run.ts";
import { missing, type Part } from "./part.ts";

/** Found to work on 2026-11-21 (Python 3.11). Older ones start without a master key, newer ones may answer differently. */
const LITELLM_VERSION = "1.106.2";

/** Its row in the record of the lane. */
export const LITELLM = { name: "litellm", version: LITELLM_VERSION };

/** LiteLLM's proxy in a virtual environment of its own (100 s, 740 MB, mostly its dependencies). */
export async function getLitellm(): Promise<Part<{ bin: string }>> {
  const dir = `${CACHE}/litellm-${LITELLM_VERSION}`;
  const bin = `${dir}/bin/litellm`;
  const have = { have: true as const, what: `LiteLLM proxy ${LITELLM_VERSION}`, bin };
  // pip writes the executable last, when everything that it needs is there
  if (existsSync(bin)) return have;
  const venv = await run("python3", ["-m", "venv", "--clear", dir], { timeoutMs: 60_000 });
  if (venv.code !== 0) return missing(`python3 cannot make a virtual environment: ${lastLine(venv.stderr)}`);
  const args = ["install", "--quiet", "--disable-pip-version-check", `litellm[proxy]==${LITELLM_VERSION}`];
  const pip = await run(`${dir}/bin/pip`, args, { timeoutMs: 300_000 });
  if (pip.code !== 0) return missing(`pip could not install litellm[proxy]: ${lastLine(pip.stderr)}`);
  return have;
}
