import { join } from "node:path";
import { getIn } from "../../core/json.ts";
import { commandLine, withEnv } from "../../core/shell.ts";
import { installedPackage } from "../../openclaw/detect.ts";
import type { Outside } from "../../ports/index.ts";
import type { Decided } from "../decide.ts";
import { ownCommand } from "../session.ts";
import type { Wizard } from "./wizard.ts";

/** The run that makes the same choices without a question. */
export function sameRun({ session, find, wishes }: Wizard, { choices, server }: Decided): string {
  const { o, outside } = session;
  const flag = (name: string, value: string | number | null | undefined) =>
    value === null || value === undefined ? [] : [name, String(value)];
  const words = [
    "init",
    "--yes",
    ...flag("--config", o.config),
    ...flag("--endpoint", server.state.baseUrl),
    ...flag("--model", choices.modelId),
    ...flag("--context", wishes.context),
    ...flag("--provider-id", wishes.providerId),
    ...flag("--api", wishes.api),
    ...flag("--template", wishes.template?.id),
    ...(wishes.template?.routing == null ? flag("--routing", choices.routing) : []),
    ...wishes.hosted.flatMap((ref) => flag("--hosted", ref)),
    ...flag("--api-key-env", find.apiKeyEnv),
    ...flag("--alias", wishes.alias),
    ...choices.roles.flatMap(({ role, ref }) => flag("--role", `${role}=${ref}`)),
    ...(wishes.localService === true ? ["--local-service"] : []),
    ...flag("--openclaw-version", o.openclawVersion),
    ...(o.test === true ? ["--test"] : []),
  ];
  return commandLine(outside.host.platform, "openclaw-local", ...words);
}

/** What comes next for OpenClaw with the config `value`, with commands that work on this machine. */
export function nextSteps({ session, start }: Wizard, value: unknown): string[] {
  const { outside, o } = session;
  const { platform } = outside.host;
  const own = o.config === undefined ? {} : { OPENCLAW_CONFIG_PATH: start.path };
  const command = openclawCommand(outside);
  const back = `take the change back: ${ownCommand(session, "undo")}`;
  if (command === null)
    return [
      "OpenClaw is not on PATH here; install it: npm install -g openclaw@latest, then: openclaw onboard",
      back,
    ];
  const run = (...words: string[]) => withEnv(own, commandLine(platform, command, ...words), platform);
  const service = serviceFile(outside);
  // without it OpenClaw 2026.2.26 to 2026.9.6 refuse to start the gateway ("Gateway start blocked", exit 78)
  const isReady = getIn(value, ["gateway", "mode"]) !== undefined;
  return [
    service === null
      ? `start the gateway: ${isReady ? run("gateway") : run("gateway", "--allow-unconfigured")}`
      : `restart the gateway, whose service is ${service}: ${run("gateway", "restart")}`,
    ...(service === null && !isReady
      ? [
          `gateway.mode is not set, which --allow-unconfigured permits; to set the gateway up: ${run("onboard")}`,
        ]
      : []),
    `what OpenClaw will use: ${run("models", "status")}`,
    back,
  ];
}

/** "openclaw" where PATH has it. */
function openclawCommand({ fs, env, host }: Outside): string | null {
  return installedPackage(fs, env, host.platform) === null ? null : "openclaw";
}

/** The file of an installed gateway service of this user; null when there is none (docs/platforms of OpenClaw 2026.9.6). */
function serviceFile({ fs, host }: Outside): string | null {
  const files = [
    join(host.homeDir, ".config", "systemd", "user", "openclaw-gateway.service"),
    join(host.homeDir, "Library", "LaunchAgents", "ai.openclaw.gateway.plist"),
  ];
  return files.find((file) => fs.info(file) !== null) ?? null;
}
