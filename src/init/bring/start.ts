import { formatBytes } from "../../core/bytes.ts";
import { commandLine, withEnv } from "../../core/shell.ts";
import { neutralize } from "../../core/text.ts";
import { listed, tokens } from "../../core/words.ts";
import { poolOf } from "../../fit/pool.ts";
import { recommend } from "../../fit/recommend.ts";
import type { ModelPick } from "../../fit/types.ts";
import { ADAPTERS } from "../../servers/registry.ts";
import type { MachinePlace, ModelFile, ServeInput, Starting } from "../../servers/shared/start.ts";
import type { ServerAdapter } from "../../servers/types.ts";
import { downloadText, fitsOnDisk, roomIn } from "./disk.ts";
import { look } from "./look.ts";
import { fittingFiles, modelNames } from "./models-here.ts";
import { otherLines } from "./others.ts";
import { findProgram } from "./programs.ts";
import { runStart, type StartPlan } from "./run-start.ts";
import { LIMITS, type StartQuestion, type Target, type Way } from "./types.ts";

/** A product on this machine. */
interface Installed {
  /** "Ollama". */
  product: string;
  /** Path of its program. */
  program: string;
  /** Models that lie in its folders. */
  models: string[];
}

export interface StartAnswer {
  installed: Installed[];
  /** What needs no download comes first. */
  ways: Way[];
  /** What else is possible, with the exact commands. */
  lines: string[];
}

/** Contexts to try for a file of this machine, in tokens. */
const CONTEXTS = [131_072, 65_536, 32_768, 16_384];
/** Models to propose of each product, and files of this machine. */
const MOST_PICKS = 2;
const MOST_FILES = 3;

/** A product that can be started here. */
interface Here {
  adapter: ServerAdapter;
  starting: Starting;
  program: string;
  folders: string[];
  models: string[];
  /** Where it runs, or would. */
  target: Target;
  runs: boolean;
}

/**
 * What is installed on this machine, which models lie here, and the ways to a running server with one of them: those that
 * init can go itself, after asking, and the commands of the others. Starts nothing, and asks only whether ports are free.
 */
export async function waysToStart(question: StartQuestion): Promise<StartAnswer> {
  const { outside } = question;
  if (outside.host.simulatesServers === true) return { installed: [], ways: [], lines: [] };
  const found = await Promise.all(ADAPTERS.map((adapter) => productHere(adapter, question)));
  const here = found.filter((one) => one !== null);
  const lines: string[] = [];
  const ways = here.flatMap((one) => waysOf(one, question, lines));
  const byDownload = (wanted: boolean) => ways.filter((way) => way.downloads === wanted);
  return {
    installed: here.map(({ adapter, program, models }) => ({ product: adapter.label, program, models })),
    ways: [...byDownload(false), ...byDownload(true)],
    lines: [...lines, ...(await otherLines(question, here.length > 0))],
  };
}

async function productHere(adapter: ServerAdapter, question: StartQuestion): Promise<Here | null> {
  const { starting } = adapter;
  const { outside, states, limits = LIMITS } = question;
  if (starting === undefined) return null;
  const place: MachinePlace = {
    platform: outside.host.platform,
    homeDir: outside.host.homeDir,
    env: outside.env,
  };
  const program = findProgram(starting.program, starting.places(place), outside);
  if (program === null) return null;
  const folders = starting.folders(place);
  const models = modelNames(folders, starting.keeps, outside);
  const running = states.find((state) => state.kind === adapter.kind && state.status === "ready");
  const http = await outside.http();
  const at = (baseUrl: string): Target => ({ http, baseUrl, product: adapter.label, access: {}, limits });
  const base = { adapter, starting, program, folders, models };
  if (running !== undefined) return { ...base, runs: true, target: at(running.baseUrl) };
  for (const port of adapter.defaultPorts) {
    const target = at(`http://127.0.0.1:${port}/v1`);
    if ((await look(target, outside.signal)).status === "refused") return { ...base, runs: false, target };
  }
  return null;
}

function waysOf(here: Here, question: StartQuestion, lines: string[]): (Way & { downloads: boolean })[] {
  const { adapter, starting, models, runs } = here;
  const { hardware, catalog, least, outside } = question;
  const context = question.context ?? undefined;
  const { picks } = recommend(hardware, { server: adapterKind(adapter), context }, catalog);
  // experts in main memory need settings that are not tried here
  const good = picks.filter((pick) => pick.experts === null && pick.contextTokens >= least);
  const inputs = good.slice(0, MOST_PICKS).flatMap((pick) => inputOf(pick, question) ?? []);
  const managed = starting.managed?.[outside.host.platform];
  const isManaged = managed !== undefined && outside.fs.realPath(managed.file) !== null;
  const note =
    isManaged && managed.ownModels
      ? `what its installer set up (${managed.command}) keeps its models elsewhere`
      : null;
  if (starting.withModel)
    return runs ? [] : [...withFiles(here, question), ...withPicks(here, inputs, question, lines)];
  const bare = runs || models.length === 0 ? [] : [wayOf(here, question, { model: null, note })];
  return [...bare, ...withPicks(here, inputs, question, lines, note)].filter((way) => way !== null);
}

/** Its kind as `recommend` takes it. */
function adapterKind({ kind }: ServerAdapter) {
  return ADAPTERS.find((one) => one.kind === kind)?.kind;
}

/** What a pick is served with. */
function inputOf(pick: ModelPick, { catalog, hardware }: StartQuestion): ServeInput | null {
  const model = catalog.models.find(({ id }) => id === pick.model);
  const quant = model?.quants.find(({ name }) => name === pick.quant);
  if (model === undefined || quant === undefined) return null;
  const { contextTokens: context, kvType, needBytes } = pick;
  return { model, quant, context, kvType, needBytes: needBytes.total, pool: poolOf(hardware) };
}

function withFiles(here: Here, question: StartQuestion): (Way & { downloads: boolean })[] {
  const { context, least, hardware, outside } = question;
  const wanted = context === null ? CONTEXTS : [context, ...CONTEXTS.filter((size) => size < context)];
  const contexts = wanted.filter((size) => size >= least);
  const files = fittingFiles(here.folders, contexts, poolOf(hardware), outside);
  return files.slice(0, MOST_FILES).flatMap((model) => wayOf(here, question, { model, note: null }) ?? []);
}

/** Those whose download fits on the disk; of the others a line says that it does not. */
function withPicks(
  here: Here,
  inputs: readonly ServeInput[],
  question: StartQuestion,
  lines: string[],
  note: string | null = null,
): (Way & { downloads: boolean })[] {
  const { starting, models, adapter } = here;
  const room = roomIn(here.folders, question.outside);
  return inputs.flatMap((input) => {
    const bytes = input.quant.bytes;
    const name = starting.withModel ? input.model.id : starting.download?.(input)?.name;
    // what lies there is offered as it is
    if (bytes === null || name === undefined || models.some((one) => isSame(one, name, input))) return [];
    if (fitsOnDisk(bytes, room)) return wayOf(here, question, { model: input, note, bytes, room }) ?? [];
    const free = formatBytes(room.freeBytes);
    lines.push(
      `${name} fits this machine's memory, but its ${formatBytes(bytes)} do not fit on the disk of ${room.folder}, where ${free} are free (${adapter.label})`,
    );
    return [];
  });
}

/** True for a model that lies here: by its name, or its file in the form that is proposed. */
function isSame(here: string, name: string, { model, quant }: ServeInput): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const repo = model.gguf?.repo
    .split("/")
    .at(-1)
    ?.replace(/-gguf$/i, "");
  const file = repo !== undefined && plain(here).includes(plain(repo + quant.name));
  return (
    file || here.toLowerCase() === name.toLowerCase() || here.toLowerCase() === model.gguf?.repo.toLowerCase()
  );
}

interface What {
  model: ServeInput | ModelFile | null;
  note: string | null;
  /** Of a download, with the disk that it goes to. */
  bytes?: number;
  room?: ReturnType<typeof roomIn>;
}

function wayOf(here: Here, question: StartQuestion, what: What): (Way & { downloads: boolean }) | null {
  const { adapter, starting, program, target, runs, models } = here;
  const { outside } = question;
  const { platform } = outside.host;
  const { model, note, bytes, room } = what;
  const context = model?.context ?? question.context ?? CONTEXTS[1] ?? question.least;
  const port = Number(new URL(target.baseUrl).port);
  const serve = starting.serve({ model, context, port, env: outside.env });
  const input = model !== null && !("file" in model) ? model : null;
  const download = input === null || starting.withModel ? null : (starting.download?.(input) ?? null);
  if (serve === null || (input !== null && !starting.withModel && download === null)) return null;
  const plan: StartPlan = {
    program,
    target,
    stop: starting.stop ?? null,
    serve: runs ? null : { args: serve.args.map(String), env: serve.env ?? {} },
    download,
    downloads: bytes !== undefined,
  };
  const start = withEnv(serve.env ?? {}, commandLine(platform, program, ...serve.args), platform);
  const get =
    download && (download.args === undefined ? null : commandLine(platform, program, ...download.args));
  const post =
    download?.request &&
    `POST ${new URL(target.baseUrl).origin}${download.request.path} ${JSON.stringify(download.request.body)}`;
  const cautions = [
    bytes === undefined || room === undefined ? null : downloadText(bytes, room, outside),
    runs ? null : note,
  ].filter((text) => text !== null);
  const how = [runs ? null : start, get, post].filter((text) => text != null);
  return {
    title: titleOf(adapter, runs, model, download?.name ?? null, models),
    how: how.map((text) => neutralize(text, 500)).join(", then "),
    caution: cautions.length === 0 ? null : cautions.join("; "),
    baseUrl: target.baseUrl,
    downloads: bytes !== undefined,
    run: (progress, signal, say) => runStart(plan, outside, progress, signal, say),
  };
}

function titleOf(
  { label }: ServerAdapter,
  runs: boolean,
  model: What["model"],
  download: string | null,
  models: readonly string[],
): string {
  const clean = (text: string) => neutralize(text, 80);
  if (model === null) return `start ${label}, which has ${listed(models.map(clean), 3)}`;
  if (download !== null) return `${runs ? `let ${label}` : `start ${label} and`} download ${clean(download)}`;
  const size = `with ${tokens(model.context)} tokens`;
  if ("file" in model) return `start ${label} with ${clean(model.id)} from this disk, ${size}`;
  return `start ${label} with ${clean(model.model.id)}, ${size}, which it downloads first`;
}
