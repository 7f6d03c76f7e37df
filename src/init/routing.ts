import { UserError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { formatPath } from "../core/path.ts";
import { listed } from "../core/words.ts";
import type { ConfigView } from "../openclaw/types.ts";
import { findRow, refKey } from "../openclaw/view.ts";
import { aliasTarget, isLocalRef, isModelRef, replacementOf, SUGGESTED_HOSTED } from "./hosted.ts";
import type { Routing, Template } from "./templates/types.ts";
import { type Choice, chosen, type InitChoices } from "./types.ts";

/** The routing of the existing config. */
export interface CurrentRoute {
  primary: string | null;
  fallbacks: string[];
  hosted: string[];
  local: string[];
  /** Hosted models that this OpenClaw no longer knows; the fields above have the better ones. */
  replaced: { old: string; better: string }[];
  /** How the route spells the model of a ref: by an alias or in another case, perhaps. The ref itself if it has none. */
  spelled(ref: string): string;
}

/** Primary and fallbacks of the config, sorted into hosted and local; `value` is the config's. */
export function currentRoute(view: ConfigView, value: JsonObject, openclaw?: string): CurrentRoute {
  const old = [...(view.primary === null ? [] : [view.primary]), ...view.fallbacks];
  const renew = (ref: string) => (findRow(view, ref) === null ? replacementOf(ref, openclaw) : null) ?? ref;
  const all = [...new Set(old.map(renew))];
  const isLocal = (ref: string) => isLocalRef(ref, view, value);
  const key = (ref: string) => refKey(view.read(aliasTarget(ref, value) ?? ref));
  return {
    primary: view.primary === null ? null : renew(view.primary),
    fallbacks: [...new Set(view.fallbacks.map(renew))],
    hosted: all.filter((ref) => !isLocal(ref)),
    local: all.filter(isLocal),
    replaced: [...new Set(old)].flatMap((ref) =>
      renew(ref) === ref ? [] : [{ old: ref, better: renew(ref) }],
    ),
    spelled: (ref) =>
      all.find((own) => own === ref || (key(own) === key(ref) && !key(own).includes("${"))) ?? ref,
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

/**
 * Primary and fallbacks for a routing. The models of --hosted go before the other hosted ones, which stay; existing
 * fallbacks keep their order.
 */
export function planRoute(input: {
  routing: Routing;
  /** The local model, provider/id. */
  local: string;
  hostedFlags: readonly string[];
  current: CurrentRoute;
}): Choice<Route> {
  const { routing, current } = input;
  const local = current.spelled(input.local);
  const hostedFlags = input.hostedFlags.map(current.spelled);
  if (routing === "local-only") return localOnly(local, current);
  const hosted = [...new Set([...hostedFlags, ...current.hosted])];
  const [first] = hosted;
  if (first === undefined) throw hostedMissing(routing);
  const primary = routing === "hosted-first" ? first : local;
  const kept = current.fallbacks.filter((ref) => !hostedFlags.includes(ref) && ref !== primary);
  const added = hosted.filter((ref) => ref !== primary && !kept.includes(ref));
  const from = kept.findIndex((ref) => current.hosted.includes(ref));
  const at = from < 0 ? kept.length : from;
  const chain = [...kept.slice(0, at), ...added, ...kept.slice(at)];
  const lead = routing === "hosted-first" && !chain.includes(local) ? [local] : [];
  return chosen({ primary, fallbacks: [...lead, ...chain] }, routing, ...notesOnRetired(hosted, current));
}

function localOnly(local: string, current: CurrentRoute): Choice<Route> {
  const kept = current.fallbacks.filter((ref) => current.local.includes(ref) && ref !== local);
  const gone = current.hosted.length === 0 ? [] : [listed(current.hosted, current.hosted.length)];
  const notes = gone.map(
    (refs) => `local-only removes the hosted ${refs}: nothing falls back to it any longer`,
  );
  return chosen({ primary: local, fallbacks: [...new Set(kept)] }, "local-only", ...notes);
}

function hostedMissing(routing: Routing): UserError {
  return new UserError(`${routing} needs a hosted model, and the config names none`, {
    hint: `name one with --hosted, such as --hosted ${SUGGESTED_HOSTED[0]}, or use --routing local-only`,
  });
}

function notesOnRetired(refs: readonly string[], { replaced }: CurrentRoute): string[] {
  const told = (old: string, better: string) =>
    `OpenClaw 2026.9.6 no longer knows ${old}; ${better} takes its place in the route`;
  return [
    ...replaced.map(({ old, better }) => told(old, better)),
    ...refs.flatMap((ref) => {
      const better = replacementOf(ref);
      return better === null ? [] : [`OpenClaw 2026.9.6 no longer knows ${ref}; use ${better}`];
    }),
  ];
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
