import { isAbsolute, join } from "node:path";
import { parseDotenv } from "../../openclaw/env.ts";
import { isThere, listNames, readText } from "../files.ts";
import { defineFact } from "./fact.ts";
import type { HostWorld } from "./types.ts";

/** OpenClaw's own service, and the variables that its definition gives it. */
export interface Service {
  kind: "systemd" | "launchd";
  /** The unit or plist. */
  file: string;
  /** Values are for a proxy probe only and are never printed. */
  variables: ReadonlyMap<string, string>;
  /** The program that is started, as written; null when it is not found. */
  command: string | null;
  /** A file with variables that is named and cannot be read, so that the list is not complete. */
  incomplete: boolean;
}

/** The service that is installed for OpenClaw here; null: none, or of a kind that is not read (Windows). */
export const service = defineFact<Service | null>("OpenClaw's service", 500, (world) => {
  switch (world.host.platform) {
    case "linux":
      return readSystemd(world);
    case "darwin":
      return readLaunchd(world);
    default:
      return null;
  }
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
  const folder = folders.find((dir) => isThere(fs, join(dir, `${name}.service`)));
  if (folder === undefined) return null;
  const file = join(folder, `${name}.service`);
  const dropIns = `${file}.d`;
  const parts = [
    file,
    ...listNames(fs, dropIns)
      .filter((entry) => entry.endsWith(".conf"))
      .map((entry) => join(dropIns, entry)),
  ];
  const texts = parts.map((path) => readText(fs, path));
  const unit: Unit = {
    variables: new Map(),
    command: null,
    incomplete: texts.includes(null),
  };
  for (const text of texts) addUnit(text ?? "", world, unit);
  addUserManager(world, unit);
  return { kind: "systemd", file, ...unit };
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
  // an empty value takes the earlier files back, a pattern is more than is read here
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

/** Every service of the user gets these, too. */
function addUserManager({ fs, host }: HostWorld, unit: Unit): void {
  const folder = join(host.homeDir, ".config", "environment.d");
  const files = listNames(fs, folder).filter((name) => name.endsWith(".conf"));
  for (const path of ["/etc/environment", ...files.map((name) => join(folder, name))]) {
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
  const folder = folders.find((dir) => isThere(fs, join(dir, `${label}.plist`)));
  if (folder === undefined) return null;
  const file = join(folder, `${label}.plist`);
  const text = readText(fs, file);
  const variables = new Map(parsePlistVariables(text ?? ""));
  // OpenClaw keeps the values out of the plist: a script beside this file hands them over
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
