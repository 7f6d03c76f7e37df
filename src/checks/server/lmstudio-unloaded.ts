import { fixOf } from "../../core/finding.ts";
import { tokens } from "../../core/words.ts";
import {
  contextSizes,
  limitedByMemory,
  loadedByOpenClaw,
  planWith,
  wantedContext,
} from "../support/context.ts";
import { only } from "../support/helps.ts";
import { aboutModel, biteOf, evidence, matters, onlyFor, perModel } from "../support/outcome.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const lmstudioUnloaded = defineCheck({
  id: "lmstudio-unloaded",
  title: "LM Studio has not loaded the model",
  severity: "error",
  doc: {
    what: "LM Studio lists the model, but no instance of it is in memory.",
    why: "Under the provider id lmstudio OpenClaw loads the model before the turn with the configured context (unless params.preload is false), so only the load itself is unverified; --deep does the same. Under other ids just-in-time loading takes LM Studio's own context setting (often 4096), in which no turn fits, and without it nothing loads the model. After a restart no model is loaded automatically.",
    seen: 'GET /api/v1/models → {"key":"qwen/qwen3-coder-30b","loaded_instances":[]}',
    helps: {
      byServer: only("lmstudio", "`lms load qwen/qwen3-coder-30b --context-length 65536 --yes`"),
    },
  },
  server: { stage: "context", run: onlyFor("lmstudio", "LM Studio", perModel(judge)) },
});

function judge(subject: Subject): CheckFinding | null {
  const { facts, model } = subject;
  const { served } = model;
  if (served?.loaded !== false || served.remote || served.type === "embedding") return null;
  // an unused model need not be in memory
  if (!matters(subject)) return null;
  if (served.loading) {
    return aboutModel(subject, null, {
      severity: "info",
      status: "unverified",
      message: `LM Studio is loading ${served.id} right now, so its context is not known yet`,
      fixHint: "wait until it is loaded, then run the doctor again",
    });
  }
  // the inference has shown what happens
  if (model.deep !== null) return null;
  const byOpenClaw = loadedByOpenClaw(subject);
  if (byOpenClaw !== null) return loadsFirst(subject, byOpenClaw);
  return facts.state.traits.includes("jit-on") ? loadsOnDemand(subject) : staysUnloaded(subject);
}

/** Under the id lmstudio OpenClaw loads the model before the turn, with the configured context. */
function loadsFirst(subject: Subject, asked: number): CheckFinding {
  const sizes = contextSizes(subject);
  const onDisk = inDisk(subject);
  if (limitedByMemory(sizes))
    return withLoad(subject, {
      severity: "warning",
      message: `${onDisk}, and OpenClaw loads it with ${tokens(asked)} tokens of context, which probably do not fit into memory`,
    });
  return withLoad(subject, {
    severity: "info",
    status: "unverified",
    message: `${onDisk}; OpenClaw loads it with ${tokens(asked)} tokens of context before the first turn, so the loaded model was not checked`,
    fixHint:
      "doctor --deep loads it in the same way and shows whether it works; the first message waits for the load",
  });
}

/** Just-in-time loading takes LM Studio's own context for the model, which no request reports. */
function loadsOnDemand(subject: Subject): CheckFinding {
  return withLoad(subject, {
    severity: "warning",
    status: "unverified",
    message: `${inDisk(subject)}; the first message loads it with LM Studio's own context setting, which is often 4,096 tokens and was not checked`,
  });
}

function staysUnloaded(subject: Subject): CheckFinding {
  return withLoad(subject, {
    severity: biteOf(subject),
    message: `${inDisk(subject)}, and nothing loads it: just-in-time loading is off, and OpenClaw does not load it`,
  });
}

function inDisk({ model }: Subject): string {
  return `LM Studio has ${model.served?.id ?? model.id} on disk, but not in memory`;
}

/** A finding with the command that loads the model. */
function withLoad(
  subject: Subject,
  rest: Pick<CheckFinding, "message" | "severity" | "status" | "fixHint">,
): CheckFinding {
  const { facts, model, context } = subject;
  const sizes = contextSizes(subject);
  const wanted = wantedContext(sizes);
  const lowered = limitedByMemory(sizes);
  const commands = model.served ? facts.server.loadCommands(model.served, wanted, context.platform) : [];
  return aboutModel(subject, null, {
    fixHint: lowered
      ? `load it with a context of ${tokens(wanted)} tokens, which is what fits into memory, and set ${sizes.field} to that`
      : `load it with a context of ${tokens(wanted)} tokens, and let LM Studio start and load at login`,
    ...rest,
    evidence: evidence({
      loaded: false,
      configured: sizes.configured,
      trained: sizes.trained,
      justInTime: facts.state.traits.includes("jit-on"),
      source: model.served?.contextAllocated.source,
    }),
    fix: fixOf({ commands, edits: lowered ? planWith(subject, wanted) : [] }),
  });
}
