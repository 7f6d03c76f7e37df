import type { ProviderView } from "../../openclaw/types.ts";
import type { Outside } from "../../ports/index.ts";
import { FORMAT_NAMES } from "../../report/registry.ts";
import type { Command } from "../shared/command.ts";
import { namesOf, type Option, takesValue, type ValueSource } from "../shared/option.ts";

/** A word that may stand at the cursor. */
interface Candidate {
  word: string;
  about?: string;
}

const HELP: readonly Candidate[] = [
  { word: "--help", about: "show help" },
  { word: "-h", about: "show help" },
];
const GLOBAL: readonly Candidate[] = [
  { word: "help", about: "print the help of a command" },
  { word: "--help", about: "show help" },
  { word: "--version", about: "print the version" },
];
/** Words that need no quotes in any shell. Others are not offered, because a config may come from anyone. */
const PLAIN = /^[\w@%+=:,./~-]+$/;

/** Prints the completions of the last word, one per line: the word, a tab, its description. Never fails. */
export async function complete(
  words: readonly string[],
  commands: readonly Command[],
  outside: Outside,
): Promise<number> {
  try {
    const found = await candidates(words, commands, outside);
    const lines = found.map(({ word, about = "" }) => `${word}\t${about.replace(/\s+/g, " ")}\n`);
    await outside.stdout(lines.join(""));
  } catch {
    // without output the shell completes file names
  }
  return 0;
}

async function candidates(
  given: readonly string[],
  commands: readonly Command[],
  outside: Outside,
): Promise<Candidate[]> {
  // PowerShell's way (see stubs.ts)
  const words = given[0]?.startsWith("=") ? [...given.slice(1), given[0].slice(1)] : given;
  const cursor = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const at = before.findIndex((word) => !word.startsWith("-"));
  const verbs = commands.map(({ name, summary }) => ({ word: name, about: summary }));
  if (at < 0) return startingWith(cursor, [...verbs, ...GLOBAL]);
  if (before[at] === "help") return startingWith(cursor, verbs);
  const command = commands.find(({ name }) => name === before[at]);
  if (command === undefined) return [];
  const line = before.slice(at + 1);
  const valued = (name: string | undefined) =>
    command.options.find((option) => takesValue(option) && namesOf(option).includes(name ?? ""));
  const values = (one: Valued) => valuesOf(one, line, outside);
  const option = valued(line.at(-1));
  if (option !== undefined && !cursor.startsWith("-"))
    return startingWith(cursor, await values(option), option);
  const [, name, text] = /^(--[^=]+=)(.*)$/s.exec(cursor) ?? [];
  const assigned = valued(name?.slice(0, -1));
  if (assigned !== undefined) {
    const found = startingWith(text ?? "", await values(assigned), assigned);
    return found.map((one) => ({ ...one, word: `${name}${one.word}` }));
  }
  if (cursor.startsWith("-")) {
    const flags = command.options.flatMap((o) => namesOf(o).map((word) => ({ word, about: o.description })));
    return startingWith(cursor, [...flags, ...HELP]);
  }
  return startingWith(cursor, (await Promise.all(command.args.map(values))).flat());
}

/** The candidates that start with `text`; in a comma list, with its last word. */
function startingWith(
  text: string,
  all: readonly Candidate[],
  { repeatable }: Partial<Option> = {},
): Candidate[] {
  const head = repeatable === true ? text.slice(0, text.lastIndexOf(",") + 1) : "";
  return all
    .map((one) => ({ ...one, word: `${head}${one.word}` }))
    .filter(({ word }) => word.startsWith(text) && PLAIN.test(word));
}

/** An option or an argument. */
type Valued = Pick<Option, "choices" | "completes">;

async function valuesOf(
  { choices = [], completes }: Valued,
  line: readonly string[],
  outside: Outside,
): Promise<Candidate[]> {
  if (completes === undefined) return choices.map((word) => ({ word }));
  return SOURCES[completes](line, outside);
}

type Source = (line: readonly string[], outside: Outside) => Promise<Candidate[]>;

/** All of these work offline. */
const SOURCES: Readonly<Record<ValueSource, Source>> = {
  "lint-checks": async () => {
    const { CONFIG_CHECKS } = await import("../../checks/config/registry.ts");
    const { SUPPRESSION_CHECKS } = await import("../../checks/tool/registry.ts");
    return [...CONFIG_CHECKS, ...SUPPRESSION_CHECKS].map(named);
  },
  checks: async () => (await import("../../checks/registry.ts")).ALL_CHECKS.map(named),
  formats: async () => FORMAT_NAMES.map((word) => ({ word })),
  templates: async (_line, { fs }) => {
    const { listTemplates } = await import("../../init/templates/registry.ts");
    return listTemplates(fs).map(({ id, label }) => ({ word: id, about: label }));
  },
  backups: async (line, outside) => {
    const { listBackups } = await import("../../config/write/backup.ts");
    const backups = await listBackups(await configPath(line, outside), outside.fs);
    const latest = backups.slice(0, 1).map(() => ({ word: "latest", about: "the newest one" }));
    return [...latest, ...backups.map(({ name, date }) => ({ word: name, about: date }))];
  },
  endpoints: async (line, outside) =>
    (await localProviders(line, outside)).map(({ id, baseUrl }) => ({ word: baseUrl ?? "", about: id })),
  "local-models": async (line, outside) =>
    (await localProviders(line, outside)).flatMap(({ id, rows }) =>
      rows.map((row) => ({ word: row.id, about: id })),
    ),
  "hosted-models": async (line, outside) => {
    const view = await configView(line, outside);
    const local = new Set(view.providers.filter(isLocal).map((p) => p.id));
    const rows = view.providers.flatMap((p) => p.rows.map((row) => row.ref));
    const refs = [...rows, ...view.refs.map(({ ref }) => ref)].filter((ref) => ref.includes("/"));
    return [...new Set(refs)].filter((ref) => !local.has(ref.split("/")[0] ?? "")).map((word) => ({ word }));
  },
  catalogue: async (_line, { fs }) => {
    const { readCatalog } = await import("../../fit/catalog.ts");
    return readCatalog(fs).models.map(({ id }) => ({ word: id }));
  },
};

function named({ id, title }: { id: string; title: string }): Candidate {
  return { word: id, about: title };
}

/** The config path of the command line: --config, else OpenClaw's own. */
async function configPath(line: readonly string[], outside: Outside): Promise<string> {
  const { configLocation } = await import("../../openclaw/config-path.ts");
  const at = line.indexOf("--config");
  const flag = at < 0 ? line.find((word) => word.startsWith("--config="))?.slice(9) : line[at + 1];
  return configLocation(flag, outside).path;
}

function isLocal({ local }: ProviderView): boolean {
  return local === true;
}

async function localProviders(line: readonly string[], outside: Outside): Promise<ProviderView[]> {
  return (await configView(line, outside)).providers.filter(isLocal);
}

async function configView(line: readonly string[], outside: Outside) {
  const { loadConfig } = await import("../../config/read/load.ts");
  const { viewConfig } = await import("../../openclaw/view.ts");
  const read = loadConfig(await configPath(line, outside), outside.fs, { env: outside.env });
  return viewConfig(read.ok ? read.config.value : {});
}
