import { commandLine } from "../../core/shell.ts";
import { neutralize } from "../../core/text.ts";
import { recommend } from "../../fit/recommend.ts";
import type { ServerKind } from "../../servers/registry.ts";
import { ADAPTERS } from "../../servers/registry.ts";
import type { ServerAdapter } from "../../servers/types.ts";
import { findProgram } from "./programs.ts";
import type { StartQuestion } from "./types.ts";

/** `docker image ls` on a busy machine, in ms. */
const DOCKER_MS = 4_000;

/** What else could serve here, with its exact commands: other products, Docker images, and what could be installed. */
export async function otherLines(question: StartQuestion, some: boolean): Promise<string[]> {
  const programs = ADAPTERS.flatMap((adapter) => programLine(adapter, question) ?? []);
  const images = await imageLines(question);
  const lines = [...managedLines(question), ...programs, ...images];
  return some || lines.length > 0 ? lines : installLines(question.outside.host.platform);
}

/** What installers set up to run a server, which does not run now. */
function managedLines({ outside, states }: StartQuestion): string[] {
  const { fs, host } = outside;
  return ADAPTERS.flatMap(({ kind, label, starting }) => {
    const managed = starting?.managed?.[host.platform];
    const runs = states.some((state) => state.kind === kind && state.status === "ready");
    if (managed === undefined || runs || fs.realPath(managed.file) === null) return [];
    return [`${label} is set up here: ${managed.command}`];
  });
}

function programLine(adapter: ServerAdapter<ServerKind>, question: StartQuestion): string | null {
  const { program, label } = adapter;
  const path = program === undefined ? null : findProgram(program, [], question.outside);
  if (path === null) return null;
  const command = bestCommand(adapter, question);
  return command === null
    ? `${label} is installed (${path}), but no model of the catalog that it loads fits this machine`
    : `${label} is installed: ${command}`;
}

/** The command that serves what fits best with a product; null: nothing does. */
function bestCommand({ kind }: ServerAdapter<ServerKind>, question: StartQuestion): string | null {
  const { hardware, context, catalog, least } = question;
  const { picks } = recommend(hardware, { server: kind, context: context ?? undefined }, catalog);
  const pick = picks.find((one) => one.contextTokens >= least && one.experts === null);
  return pick?.serve.find(({ server }) => server === kind)?.command ?? null;
}

/** Images that are here. Nothing is pulled. */
async function imageLines(question: StartQuestion): Promise<string[]> {
  const { outside, hardware } = question;
  const docker = findProgram("docker", [], outside);
  if (docker === null) return [];
  const args = ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"];
  const { signal } = outside;
  const result = await outside.proc.run(docker, args, { timeoutMs: DOCKER_MS, signal });
  if (result.exitCode !== 0) return [];
  const here = [...new Set(result.stdout.split("\n").map((line) => line.trim()))];
  const gpus = hardware.gpus.some(({ vendor }) => vendor === "nvidia") ? ["--gpus", "all"] : [];
  return ADAPTERS.flatMap((adapter) => {
    const { image, label } = adapter;
    const name = here.find((one) => image !== undefined && one.startsWith(`${image.repository}:`));
    if (image === undefined || name === undefined || !/^[\w./:-]+$/.test(name)) return [];
    const args = image.args(bestCommand(adapter, question) ?? "");
    // only Ollama starts without a model
    if (args === "" && adapter.starting?.withModel !== false) return [];
    const port = /--port (\d+)/.exec(args)?.[1] ?? adapter.defaultPorts[0] ?? 0;
    const publish = ["-p", `127.0.0.1:${port}:${port}`];
    const run = ["docker", "run", "--rm", ...gpus, ...publish, ...image.options, name];
    const command = `${commandLine(outside.host.platform, ...run)} ${args}`.trim();
    return [`the Docker image of ${label} is here: ${neutralize(command, 600)}`];
  });
}

function installLines(platform: NodeJS.Platform): string[] {
  const ways = ADAPTERS.flatMap(({ label, starting }) => {
    const how = starting?.install[platform];
    return how === undefined ? [] : [`  ${label}: ${how}`];
  });
  return ways.length === 0
    ? []
    : ["no model server was found on this machine; one of these brings it:", ...ways];
}
