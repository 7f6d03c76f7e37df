import { isAbsolute, join } from "node:path";
import { parseDotenv } from "../../openclaw/env.ts";
import { isThere, listNames, readText } from "../files.ts";
import { defineFact } from "./fact.ts";
import type { HostWorld } from "./types.ts";

/** OpenClaw's own service. */
export interface Service {
  kind: "systemd" | "launchd";
  /** The unit or plist. */
  file: string;
  /** Its variables. The values are only for a proxy probe and are never printed. */
  variables: ReadonlyMap<string, string>;
  /** The program that it starts, as written; null: not found. */
  command: string | null;
  /** True when a file with variables cannot be read, so that some may be missing. */
  incomplete: boolean;
}

/** The installed service of OpenClaw; null: none, or a platform that is not supported (Windows). */
export const service = defineFact<Service | null>("OpenClaw's service", 500, (world) => {
  if (world.host.platform === "linux") return readSystemd(world);
  return world.host.platform === "darwin" ? readLaunchd(world) : null;
});

function profileSuffix(world: HostWorld): string {
  const profile = world.shellEnv["OPENCLAW_PROFILE"]?.trim() ?? "";
  return profile === "" || profile === "default" ? "" : profile;
}

function readSystemd(world: HostWorld): Service | null {
  const { fs, host, shellEnv } = world;
  const suffix = profileSuffix(world);
  const name =
    shellEnv["OPENCLAW_SYSTEMD_UNIT"]?.replace(/\.service$/, "") ||
    `openclaw-gateway${suffix && `-${suffix}`}`;
  const folders = [
    join(host.homeDir, ".config", "systemd", "user"),
    "/etc/systemd/user",
    "/etc/systemd/system",
  ];
  const file = firstIn(folders, `${name}.service`, fs);
  if (file === null) return null;
  const texts = [file, ...configsIn(fs, `${file}.d`)].map((path) => readText(fs, path));
  const unit: Unit = { variables: new Map(), command: null, incomplete: texts.includes(null) };
  for (const text of texts) addUnit(text ?? "", world, unit);
  addUserManager(world, unit);
  return { kind: "systemd", file, ...unit };
}

function firstIn(folders: readonly string[], name: string, fs: HostWorld["fs"]): string | null {
  return folders.map((folder) => join(folder, name)).find((path) => isThere(fs, path)) ?? null;
}

function configsIn(fs: HostWorld["fs"], folder: string): string[] {
  const names = listNames(fs, folder).filter((name) => name.endsWith(".conf"));
  return names.map((name) => join(folder, name));
}

interface Unit {
  variables: Map<string, string>;
  command: string | null;
  incomplete: boolean;
}

function addUnit(text: string, world: HostWorld, unit: Unit): void {
  for (const line of text.replace(/\\\r?\n/g, " ").split(/\r?\n/)) {
    const [, key, raw] = /^\s*(Environment|EnvironmentFile|ExecStart)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || raw === undefined) continue;
    const value = raw.replaceAll("%h", world.host.homeDir).replaceAll("%%", "%");
    if (key === "Environment") for (const [name, text] of assignments(value)) unit.variables.set(name, text);
    if (key === "EnvironmentFile") addFile(value, world, unit);
    if (key === "ExecStart" && value !== "") unit.command = words(value)[0]?.replace(/^[-@:+!]+/, "") ?? null;
  }
}

function addFile(value: string, { fs }: HostWorld, unit: Unit): void {
  const path = value.replace(/^-/, "");
  // an empty value removes the earlier files; patterns are not supported
  if (path === "" || !isAbsolute(path) || /[*?[]/.test(path)) {
    unit.incomplete ||= path !== "";
    return;
  }
  const text = readText(fs, path);
  if (text === null) unit.incomplete ||= isThere(fs, path);
  for (const [name, one] of parseDotenv(text ?? "")) unit.variables.set(name, one);
}

/** `A=1 "B=two words"` */
function assignments(value: string): [name: string, value: string][] {
  return words(value).flatMap((word): [string, string][] => {
    const at = word.indexOf("=");
    return at > 0 ? [[word.slice(0, at), word.slice(at + 1)]] : [];
  });
}

function words(value: string): string[] {
  return [...value.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double?.replace(/\\(.)/g, "$1") ?? single ?? plain ?? "",
  );
}

/** Adds the variables that all services of the user get. */
function addUserManager({ fs, host }: HostWorld, unit: Unit): void {
  const files = configsIn(fs, join(host.homeDir, ".config", "environment.d"));
  for (const path of ["/etc/environment", ...files]) {
    for (const [name, value] of parseDotenv(readText(fs, path) ?? "")) {
      if (!unit.variables.has(name)) unit.variables.set(name, value);
    }
  }
}

function readLaunchd(world: HostWorld): Service | null {
  const { fs, host, shellEnv, stateDir } = world;
  const suffix = profileSuffix(world);
  const label = shellEnv["OPENCLAW_LAUNCHD_LABEL"] || `ai.openclaw.${suffix || "gateway"}`;
  const folders = [join(host.homeDir, "Library", "LaunchAgents"), "/Library/LaunchDaemons"];
  const file = firstIn(folders, `${label}.plist`, fs);
  if (file === null) return null;
  const text = readText(fs, file);
  const variables = new Map(parsePlistVariables(text ?? ""));
  // OpenClaw keeps the values out of the plist; a script next to this file sets them
  const own = readText(fs, join(stateDir, "service-env", `${label}.env`)) ?? "";
  for (const [name, value] of parseDotenv(own)) variables.set(name, value);
  const binary = text === null || !text.trimStart().startsWith("<");
  const command = /<key>ProgramArguments<\/key>\s*<array>\s*<string>([^<]*)</.exec(text ?? "")?.[1] ?? null;
  return { kind: "launchd", file, variables, command, incomplete: binary };
}

function parsePlistVariables(text: string): [name: string, value: string][] {
  const dict = /<key>EnvironmentVariables<\/key>\s*<dict>([\s\S]*?)<\/dict>/.exec(text)?.[1] ?? "";
  return [...dict.matchAll(/<key>([^<]*)<\/key>\s*<string>([^<]*)<\/string>/g)].map(
    ([, name = "", value = ""]) => [name, value],
  );
}
