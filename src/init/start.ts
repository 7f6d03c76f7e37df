import { loadConfig } from "../config/read/load.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import { planEdits, planNewFile } from "../config/write/plan.ts";
import { UserError } from "../core/errors.ts";
import { neutralize } from "../core/text.ts";
import { withInstalled } from "../doctor/installed.ts";
import { withProcess } from "../doctor/launched.ts";
import { loadOrThrow } from "../doctor/load.ts";
import { viewMemory } from "../doctor/memory-view.ts";
import { ownLookup } from "../doctor/own.ts";
import { settingsFor } from "../doctor/report.ts";
import { worldOf } from "../doctor/world.ts";
import { readCatalog } from "../fit/catalog.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import { configLocation } from "../openclaw/config-path.ts";
import { detectOpenClaw } from "../openclaw/detect.ts";
import { openclawEnv } from "../openclaw/env.ts";
import { turnNeeds } from "../openclaw/floors.ts";
import { resolvedView } from "../openclaw/resolved-view.ts";
import type { ConfigView, OpenClawVersion } from "../openclaw/types.ts";
import type { Env, Outside } from "../ports/index.ts";
import { displayPath } from "../report/parts/paths.ts";
import type { Decided, DecideInput } from "./decide.ts";
import type { Found } from "./find.ts";
import { catalogRow } from "./known/facts.ts";
import { measuredReadTime, predictedReadTime } from "./known/patience.ts";
import { planInit } from "./plan.ts";
import { findProgram } from "./program.ts";
import type { InitWishes } from "./resolve.ts";
import { roleMemoryNotes } from "./roles/memory.ts";
import type { Session } from "./session.ts";
import { standingErrors, standingNote } from "./standing.ts";
import { getTemplate } from "./templates/registry.ts";
import type { Prepared } from "./types.ts";
import { afterwards } from "./write.ts";

/** What is there before init changes anything. */
export interface Start {
  path: string;
  /** Null: there is no config yet. */
  config: LoadedConfig | null;
  openclaw: OpenClawVersion;
  /** The variables that OpenClaw sees. */
  env: Env;
  /** Of the config, with variables replaced. */
  view: ConfigView;
  world: HostWorld;
}

/** Reads the config. Throws UserError when it cannot be read. */
export function readStart({ o, outside }: Session): Start {
  const { fs, env, host } = outside;
  const { path, exists } = configLocation(o.config, outside);
  const config = exists ? loadExisting(path, outside) : null;
  const value = config?.value ?? null;
  const known = openclawEnv({ config: value, env, homeDir: host.homeDir, fs });
  return {
    path,
    config,
    openclaw: detectOpenClaw({ flag: o.openclawVersion, config: value, fs, env, host }),
    env: known,
    view: resolvedView(value ?? {}, known),
    world: worldOf(config, outside),
  };
}

function loadExisting(path: string, outside: Outside): LoadedConfig {
  const result = loadConfig(path, outside.fs, { env: outside.env });
  if (!result.ok && result.problem.kind === "empty") {
    throw new UserError(`${displayPath(path, outside.host.cwd)}:1:1: ${result.problem.message}`, {
      hint: "OpenClaw refuses such a file too; delete it and run init again",
    });
  }
  return loadOrThrow(path, outside);
}

/** The input of the decisions about what was found. */
export async function decideInput(
  session: Session,
  start: Start,
  { states, working }: Found,
  wishes: InitWishes,
): Promise<DecideInput> {
  const { outside } = session;
  const { config, view, openclaw, world } = start;
  const catalog = readCatalog(outside.fs);
  return {
    states: await Promise.all(
      states.map(async (state) => withProcess(await withInstalled(state, world), world)),
    ),
    working,
    view,
    wishes,
    config,
    openclaw: openclaw.version,
    platform: outside.host.platform,
    templateFor: (routing) => getTemplate(routing, outside.fs),
    largestContext: async (state, model) => {
      // a loaded context has proved that it fits; a larger one may take the place of one that no turn fits into
      if ((model.contextAllocated.value ?? 0) >= turnNeeds(openclaw.version).minimum) return null;
      const memory = await viewMemory([state.baseUrl], session.hardware, outside);
      return (
        memory?.largestContext({ baseUrl: state.baseUrl, state }, { id: model.id, served: model }) ?? null
      );
    },
    catalog,
    which: (program) => findProgram(program, outside),
    readTime: async ({ baseUrl, kind }, model) => {
      const { id, quantization } = model;
      const own = await ownLookup(session.hardware, outside);
      const measured = measuredReadTime(own.find({ baseUrl, kind, id, quantization }));
      return measured ?? predictedReadTime(catalogRow(model, catalog), await session.hardware());
    },
  };
}

/** Plans the change that the decisions call for. */
export async function prepare(session: Session, start: Start, decided: Decided): Promise<Prepared> {
  const { outside } = session;
  const { config, openclaw, path, view } = start;
  const { choices, template } = decided;
  const { state } = decided.server;
  const plan = planInit(config, choices, template, openclaw.version, view);
  const edits = config === null ? planNewFile(path, plan.text ?? "") : planEdits(config, plan.ops);
  const next = afterwards(path, config, edits, plan.text);
  const by = { openclaw, settings: await settingsFor(next, outside) };
  const standing = standingNote(await standingErrors(config, next, by));
  const memory =
    choices.roles.length === 0 ? null : await viewMemory([state.baseUrl], session.hardware, outside);
  const room = roleMemoryNotes({ ...decided, memory, state });
  const notes = [...decided.notes, ...plan.notes, ...room, ...(standing === null ? [] : [standing])];
  return { plan, edits, next, notes: notes.map((note) => neutralize(note, 400)) };
}
