import { join } from "node:path";
import { asCount, asString, getIn } from "../../core/json.ts";
import { readText } from "../files.ts";
import { defineFact } from "./fact.ts";

/** The workspace files in every prompt of OpenClaw. */
interface BootstrapFiles {
  folder: string;
  files: { name: string; chars: number; injected: number }[];
  /** Characters of all of them, within OpenClaw's limits. */
  injectedChars: number;
}

/** Names and limits: docs/gateway/config-agents/workspace-and-bootstrap and doctor/gateway-and-services of 2026.9.6. */
const NAMES = ["AGENTS.md", "SOUL.md", "IDENTITY.md", "USER.md", "BOOTSTRAP.md", "MEMORY.md"];
const MAX_CHARS = 20_000;
const TOTAL_CHARS = 60_000;
const USER_CHARS = 4_000;

/** The bootstrap files of the default workspace. Like OpenClaw it counts UTF-16 units as characters. */
export const bootstrapFiles = defineFact<BootstrapFiles>("the workspace files", 1000, (world) => {
  const { fs, host, stateDir } = world;
  const defaults = getIn(world.config?.value, ["agents", "defaults"]);
  const named = asString(getIn(defaults, ["workspace"]));
  const folder =
    named === undefined ? join(stateDir, "workspace") : named.replace(/^~(?=$|[/\\])/, host.homeDir);
  const limit = asCount(getIn(defaults, ["bootstrapMaxChars"])) ?? MAX_CHARS;
  const files = NAMES.flatMap((name) => {
    const text = readText(fs, join(folder, name));
    if (text === null || text === "") return [];
    const injected = Math.min(text.length, limit, name === "USER.md" ? USER_CHARS : limit);
    return [{ name, chars: text.length, injected }];
  });
  const sum = files.reduce((total, file) => total + file.injected, 0);
  const total = asCount(getIn(defaults, ["bootstrapTotalMaxChars"])) ?? TOTAL_CHARS;
  return { folder, files, injectedChars: Math.min(sum, total) };
});
