import { dirname, join } from "node:path";
import { fixOf } from "../../core/finding.ts";
import { listed } from "../../core/words.ts";
import { container } from "../../machine/facts/container.ts";
import type { HostWorld } from "../../machine/facts/types.ts";
import { readText } from "../../machine/files.ts";
import { parseDotenv } from "../../openclaw/env.ts";
import { ran, skipped } from "../support/outcome.ts";
import { configSecrets } from "../support/secrets.ts";
import { defineCheck } from "../types.ts";

/** Mode bits: others may read the file, or enter the folder. */
const OTHERS_READ = 0o004;
const OTHERS_PASS = 0o001;

export const configFileMode = defineCheck({
  id: "config-file-mode",
  title: "Every user of this machine can read a file with keys",
  severity: "warning",
  doc: {
    what: "The config, a file that it includes or OpenClaw's `.env` contains a key in plain text, and the modes of the file and the folders above it let every account read it. Not checked in containers and on Windows.",
    why: "Every other account on this machine can use the key. OpenClaw itself writes these files with mode 0600.",
    seen: '-rw-r--r-- openclaw.json, with apiKey: "sk-…"',
    helps: "`chmod 600 ~/.openclaw/openclaw.json`",
  },
  machine: {
    async run(world) {
      if (world.host.platform === "win32") return skipped("Windows has no file modes");
      const inside = await container.of(world);
      // a container has no other accounts, and mounted files keep the modes of their source
      if (inside.known && inside.value !== null) return skipped("this is a container");
      const files = filesWithSecrets(world).filter((path) => isOpen(world, path));
      if (files.length === 0) return ran();
      return ran({
        message: `Every account of this machine can read ${listed(files)}, which ${files.length === 1 ? "holds" : "hold"} keys`,
        target: files[0] ?? null,
        evidence: { files },
        fixHint: "make it readable by its owner only",
        fix: fixOf({ commands: files.map((path) => `chmod 600 ${quote(path)}`) }),
      });
    },
  },
});

function filesWithSecrets({ config, fs, inUse, stateDir }: HostWorld): string[] {
  const configs = (config?.files ?? []).filter((file) => configSecrets(file.root));
  const dotenv = join(stateDir, ".env");
  const values = inUse ? [...parseDotenv(readText(fs, dotenv) ?? "")] : [];
  const keys = values.some(([name, value]) => /KEY|TOKEN|SECRET|PASSWORD/.test(name) && value.length >= 8);
  return [...configs.map((file) => file.path), ...(keys ? [dotenv] : [])];
}

function isOpen({ fs }: HostWorld, path: string): boolean {
  const real = fs.realPath(path);
  const info = real === null ? null : fs.info(real);
  if (real === null || info === null || (info.mode & OTHERS_READ) === 0) return false;
  for (let dir = dirname(real); ; dir = dirname(dir)) {
    if (((fs.info(dir)?.mode ?? 0) & OTHERS_PASS) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}

function quote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
