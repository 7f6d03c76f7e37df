import { createHash } from "node:crypto";
import { join } from "node:path";
import type { JsonObject } from "../../core/json.ts";
import type { Env, Outside } from "../../ports/index.ts";
import { type PrivateConfigInput, privateConfig, variablesFor } from "./private-config.ts";

/** A home of its own for OpenClaw. */
export interface PrivateHome {
  dir: string;
  /** The whole environment of a command in it. It may hold a key. */
  env: Record<string, string>;
  /** A word that only the file to read has. */
  word: string;
  /** Values that no output may contain. */
  secrets: string[];
  remove(): void;
}

/** What every program needs; no key, no proxy and no setting of OpenClaw is among it. */
const SYSTEM =
  /^(?:PATH|LANG|LC_[A-Z]+|TZ|SYSTEMROOT|WINDIR|COMSPEC|PATHEXT|SYSTEMDRIVE|NODE_EXTRA_CA_CERTS)$/i;

/** No update check, statistics, announcement or download (docs/help/environment.md and docs/gateway/telemetry.md). */
const QUIET: Readonly<Record<string, string>> = {
  DO_NOT_TRACK: "1",
  OPENCLAW_NO_AUTO_UPDATE: "1",
  OPENCLAW_OFFLINE: "1",
  OPENCLAW_DISABLE_BONJOUR: "1",
  NO_COLOR: "1",
};

export const PROOF_FILE = "proof.txt";

/**
 * Makes a temporary home with the reduced config (0600), a workspace with a file to read, and the variables that the
 * config refers to. Null: the config has no row for the model. Throws UserError when it cannot be written.
 */
export function makeHome(
  value: JsonObject,
  at: Pick<PrivateConfigInput, "providerId" | "writtenId">,
  { outside, known }: { outside: Pick<Outside, "fs" | "env" | "host">; known: Env },
): PrivateHome | null {
  const { fs, env, host } = outside;
  const temp = fs.makeTemp("openclaw-local-proof-");
  const dir = temp.path;
  const folder = (name: string) => join(dir, name);
  const workspace = folder("workspace");
  const config = privateConfig(value, { ...at, workspace, logFile: folder("openclaw.log") });
  if (config === null) {
    temp.remove();
    return null;
  }
  const word = `word${dir
    .slice(-6)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "x")}`;
  try {
    for (const name of ["workspace", "state", "tmp"]) fs.makeDir(folder(name));
    const write = (path: string, text: string) => fs.writeNew(path, new TextEncoder().encode(text), 0o600);
    write(folder("openclaw.json"), JSON.stringify(config));
    write(join(workspace, PROOF_FILE), `The word of today is ${word}.\n`);
    write(join(workspace, "AGENTS.md"), "# Workspace of a test\nDo only what the user asks.\n");
  } catch (error) {
    temp.remove();
    throw error;
  }
  const variables = variablesFor(config, known);
  const system = Object.entries(env).flatMap(([name, text]) =>
    SYSTEM.test(name) && text !== undefined ? [[name, text] as const] : [],
  );
  return {
    ...{ dir, word, secrets: Object.values(variables) },
    env: { ...Object.fromEntries(system), ...variables, ...QUIET, ...foldersOf(dir) },
    remove() {
      temp.remove();
      removeLocks(dir, fs, host.userId ?? null);
    },
  };
}

function foldersOf(dir: string): Record<string, string> {
  const tmp = join(dir, "tmp");
  return {
    ...{ HOME: dir, USERPROFILE: dir, OPENCLAW_HOME: dir, TMPDIR: tmp, TMP: tmp, TEMP: tmp },
    OPENCLAW_STATE_DIR: join(dir, "state"),
    OPENCLAW_CONFIG_PATH: join(dir, "openclaw.json"),
  };
}

/** OpenClaw 2026.9.6 keeps empty lock files outside of the home, named after its database, and leaves them there. */
function removeLocks(dir: string, fs: Outside["fs"], user: number | null): void {
  if (user === null) return;
  const database = join(dir, "state", "state", "openclaw.sqlite");
  const id = createHash("sha256").update(database).digest("hex").slice(0, 8);
  for (const kind of ["gateway-lifecycle", "state-lifecycle", "state-handles"]) {
    try {
      fs.remove(`/tmp/openclaw-state-locks-${user}/${kind}.${id}.lock.sqlite`);
    } catch {
      // they are empty
    }
  }
}
