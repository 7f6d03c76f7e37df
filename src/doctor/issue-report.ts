import { basename, resolve } from "node:path";
import type { LoadedConfig } from "../config/read/types.ts";
import { UserError } from "../core/errors.ts";
import { isObject, type Json } from "../core/json.ts";
import type { Report } from "../core/report.ts";
import { classifyHost } from "../openclaw/locality.ts";
import type { Env, Outside } from "../ports/index.ts";
import { configPart } from "../report/parts/config-part.ts";
import { ISSUE_MARK, issueReport } from "../report/parts/issue.ts";
import type { Private } from "../report/parts/redact.ts";
import { loadReporter } from "../report/registry.ts";

/** Throws UserError when the file exists and is not such a report, unless `overwrite` allows it. */
export function refuseForeignFile(file: string, overwrite: boolean, { fs, host }: Outside): void {
  const path = resolve(host.cwd, file);
  const info = fs.info(path);
  if (info === null) return;
  if (info.kind !== "file") throw new UserError(`cannot write the report to ${file}: it is a ${info.kind}`);
  const start = fs.openRead(path, 0, ISSUE_MARK.length);
  const ours = start !== null && new TextDecoder().decode(start) === ISSUE_MARK;
  if (!ours && !overwrite) {
    throw new UserError(`${file} already exists and is not a report of this tool, so it is not replaced`, {
      hint: "name another file, or add --overwrite",
    });
  }
}

/** The report for an issue, without keys and names. */
export async function issueText(
  report: Report,
  config: LoadedConfig | null,
  outside: Outside,
): Promise<string> {
  const { platform, arch, release, cwd } = outside.host;
  const providers = (report.endpoints ?? []).flatMap((e) => (e.provider === null ? [] : [e.provider]));
  const context = { cwd, color: false, width: 80, verbose: true, quiet: false, ascii: false, checks: [] };
  const reporter = await loadReporter("markdown", false);
  return issueReport(reporter(report, { ...context, sources: new Map() }), report, {
    platform: `${platform} ${arch} ${release}, Node ${process.version}`,
    config: config === null ? null : configPart(config.value, providers),
    hide: privateOf(report, config, outside),
  });
}

function privateOf(report: Report, config: LoadedConfig | null, outside: Outside): Private {
  const { homeDir } = outside.host;
  const urls = [
    ...(report.endpoints ?? []).map((endpoint) => endpoint.baseUrl),
    ...(config === null ? [] : stringsOf(config.value).filter((text) => /^https?:\/\//.test(text))),
  ];
  const hosts = [...new Set(urls.flatMap((url) => (URL.canParse(url) ? [new URL(url).hostname] : [])))];
  const isAddress = (host: string) => /^[\d.]+$/.test(host) || host.startsWith("[");
  return {
    secrets: [...secretsOf(config?.value), ...secretsInEnv(outside.env)],
    homes: [homeDir],
    user: basename(homeDir.replaceAll("\\", "/")) || null,
    hosts: hosts.filter(
      (h) => !isAddress(h) && ["bare-name", "private-name", "mdns", "public"].includes(classifyHost(h)),
    ),
    addresses: hosts.filter((h) => isAddress(h) && classifyHost(h) === "public"),
  };
}

const SECRET_NAME = /key|token|secret|passw|credential|authorization|cookie/i;

/** Every string below a key that sounds like a secret, and the long strings of headers and env. */
function secretsOf(value: Json | undefined, least: number | null = null): string[] {
  if (typeof value === "string")
    return least !== null && value.length >= least && !value.startsWith("$") ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => secretsOf(item, least));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (SECRET_NAME.test(key)) return secretsOf(item, 4);
    return secretsOf(item, least ?? (key === "headers" || key === "env" ? 8 : null));
  });
}

function secretsInEnv(env: Env): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= 6 && /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD)$/i.test(name)
      ? [value]
      : [],
  );
}

function stringsOf(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  return isObject(value) ? Object.values(value).flatMap(stringsOf) : [];
}
