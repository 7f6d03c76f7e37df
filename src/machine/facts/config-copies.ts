import { basename, dirname, join } from "node:path";
import { parseJson5 } from "../../config/read/json5.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { listNames, readText } from "../files.ts";
import { defineFact } from "./fact.ts";

/** Another version of the config, in the same folder. */
export interface ConfigCopy {
  name: string;
  path: string;
  /** "replaced": OpenClaw put its own file in the place of this one; "backup": made before an ordinary write. */
  kind: "replaced" | "backup";
  writtenAtMs: number;
  value: JsonObject;
}

/** The copies that can be read and parsed, the newest first. */
export const configCopies = defineFact<ConfigCopy[]>("the copies of the config", 1000, ({ fs, config }) => {
  if (config === null) return [];
  const { path } = config.main;
  const copies = listNames(fs, dirname(path)).flatMap((name): ConfigCopy[] => {
    const kind = kindOf(name, basename(path));
    if (kind === null) return [];
    const file = join(dirname(path), name);
    const info = fs.info(file);
    const text = info?.kind === "file" ? readText(fs, file) : null;
    const parsed = text === null ? null : parseJson5(text.replace(/^\ufeff/, ""));
    if (info === null || parsed === null || !parsed.ok || !isObject(parsed.value)) return [];
    return [{ name, path: file, kind, writtenAtMs: info.mtimeMs, value: parsed.value }];
  });
  return copies.sort((a, b) => b.writtenAtMs - a.writtenAtMs);
});

function kindOf(name: string, config: string): ConfigCopy["kind"] | null {
  if (!name.startsWith(`${config}.`)) return null;
  const rest = name.slice(config.length + 1);
  if (rest.startsWith("clobbered.")) return "replaced";
  return /^bak(?:\.\d)?$/.test(rest) ? "backup" : null;
}
