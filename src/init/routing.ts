import { UserError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { formatPath } from "../core/path.ts";
import type { ConfigView } from "../openclaw/types.ts";
import { isLocalRef, isModelRef, replacementOf, SUGGESTED_HOSTED } from "./hosted.ts";
import type { Routing, Template } from "./templates/types.ts";
import { type Choice, chosen, type InitChoices } from "./types.ts";

/** The routing of the existing config. */
export interface CurrentRoute {
  primary: string | null;
  fallbacks: string[];
  hosted: string[];
  local: string[];
}

/** Primary and fallbacks of the config, sorted into hosted and local; `value` is the config's. */
export function currentRoute(view: ConfigView, value: JsonObject): CurrentRoute {
  const all = [...(view.primary === null ? [] : [view.primary]), ...view.fallbacks];
  const isLocal = (ref: string) => isLocalRef(ref, view, value);
  return {
    primary: view.primary,
    fallbacks: view.fallbacks,
    hosted: [...new Set(all.filter((ref) => !isLocal(ref)))],
    local: [...new Set(all.filter(isLocal))],
  };
}

/**
 * The routing: the user's choice, else what the config does. Hosted models of a config without local ones become the
 * safety net. Without hosted models nothing leaves the machine.
 */
export function chooseRouting(input: {
  wanted: Routing | null;
  template: Template | null;
  hostedFlags: readonly string[];
  current: CurrentRoute;
}): Choice<Routing> {
  const { wanted, template, current } = input;
  if (wanted === "local-only" && input.hostedFlags.length > 0) {
    throw new UserError("--routing local-only excludes hosted models, but --hosted names one", {
      hint: "leave out one of the two",
    });
  }
  if (wanted !== null) {
    if (template?.routing && template.routing !== wanted && template.id !== "openrouter-regional") {
      throw new UserError(
        `the template ${template.id} stands for ${template.routing}, not for --routing ${wanted}`,
        { hint: "leave out one of the two" },
      );
    }
    return chosen(wanted, "--routing");
  }
  if (template?.routing) return chosen(template.routing, `the template ${template.id}`);
  const localInUse = current.local.length > 0;
  const primaryHosted = current.primary !== null && current.hosted.includes(current.primary);
  if (localInUse && primaryHosted) return chosen("hosted-first", "as the config routes now");
  if (input.hostedFlags.length > 0) return chosen("local-first", "--hosted names a safety net");
  if (current.hosted.length > 0) {
    const why = localInUse
      ? "as the config routes now"
      : "the hosted models of the config stay as the safety net";
    return chosen("local-first", why);
  }
  return chosen("local-only", "no hosted model is configured, and none is added unasked");
}

type Route = Pick<InitChoices, "primary" | "fallbacks">;

/** Primary and fallbacks for a routing. Existing fallbacks keep their order unless --hosted says otherwise. */
export function planRoute(input: {
  routing: Routing;
  /** The local model, provider/id. */
  local: string;
  hostedFlags: readonly string[];
  current: CurrentRoute;
}): Choice<Route> {
  const { routing, local, current } = input;
  const hosted = input.hostedFlags.length > 0 ? [...input.hostedFlags] : current.hosted;
  const keptLocal = current.fallbacks.filter((ref) => current.local.includes(ref) && ref !== local);
  if (routing === "local-only") {
    const gone = current.hosted.filter((ref) => current.fallbacks.includes(ref) || ref === current.primary);
    const notes =
      gone.length === 0
        ? []
        : [`local-only removes the hosted ${gone.join(", ")}: nothing falls back to it any longer`];
    return chosen({ primary: local, fallbacks: [...new Set(keptLocal)] }, routing, ...notes);
  }
  const [first, ...rest] = hosted;
  if (first === undefined) throw hostedMissing(routing);
  if (routing === "hosted-first") {
    const ordered =
      input.hostedFlags.length > 0 ? [local, ...keptLocal, ...rest] : inOrder([local], current, first);
    return chosen({ primary: first, fallbacks: ordered }, routing, ...notesOnHosted(hosted));
  }
  const fallbacks =
    input.hostedFlags.length > 0 ? [...keptLocal, ...hosted] : inOrder(hosted, current, local);
  return chosen({ primary: local, fallbacks: [...new Set(fallbacks)] }, routing, ...notesOnHosted(hosted));
}

/** The missing refs of `wanted`, then the config's fallbacks in their order, without the primary. */
function inOrder(wanted: readonly string[], current: CurrentRoute, primary: string): string[] {
  const missing = wanted.filter((ref) => !current.fallbacks.includes(ref));
  return [...new Set([...missing, ...current.fallbacks])].filter((ref) => ref !== primary);
}

function hostedMissing(routing: Routing): UserError {
  return new UserError(`${routing} needs a hosted model, and the config names none`, {
    hint: `name one with --hosted, such as --hosted ${SUGGESTED_HOSTED[0]}, or use --routing local-only`,
  });
}

function notesOnHosted(refs: readonly string[]): string[] {
  return refs.flatMap((ref) => {
    const better = replacementOf(ref);
    return better === null ? [] : [`OpenClaw 2026.9.6 no longer knows ${ref}; ${better} takes its place`];
  });
}

/** Checks that the refs of --hosted are valid and hosted. */
export function checkHosted(refs: readonly string[], view: ConfigView, value: JsonObject): void {
  for (const ref of refs) {
    if (!isModelRef(ref)) {
      throw new UserError(`--hosted ${JSON.stringify(ref)} is not a model ref`, {
        hint: `write provider/model, such as ${SUGGESTED_HOSTED[0]}`,
      });
    }
    if (isLocalRef(ref, view, value)) {
      throw new UserError(`--hosted ${ref} is a local model of this config`, {
        hint: "local models go with --model",
      });
    }
  }
}

/** Notes about other places that still name hosted models. Local-only does not change them. */
export function hostedElsewhere(view: ConfigView, value: JsonObject): string[] {
  return view.refs
    .filter((use) => !["primary", "fallback", "alias-map", "policy"].includes(use.kind))
    .filter((use) => !isLocalRef(use.ref, view, value))
    .map((use) => `${formatPath(use.path)} still names the hosted ${use.ref}`);
}
