import { listed } from "../../core/words.ts";
import { viewMemory } from "../../doctor/memory-view.ts";
import { WentBackError } from "../../ui/prompts/back.ts";
import type { Option } from "../../ui/prompts/options.ts";
import { configuredModels, contextOf } from "../decide.ts";
import { isModelRef, replacementOf, SUGGESTED_HOSTED } from "../hosted.ts";
import { chooseModel } from "../model.ts";
import { type RoleOffer, roleOffers } from "../roles/offers.ts";
import { chooseRouting, currentRoute } from "../routing.ts";
import { ROUTINGS, type Routing } from "../templates/types.ts";
import { currentServer, fact, type Step, type Wizard } from "./wizard.ts";

const MEANINGS: Readonly<Record<Routing, { short: string; long: string; key: string }>> = {
  "local-only": {
    key: "p",
    short: "privacy",
    long: "nothing leaves your machines; when the server is down, the agent is down",
  },
  "local-first": {
    key: "l",
    short: "availability, your server first",
    long: "a hosted model steps in when your server is down; that can take over a minute",
  },
  "hosted-first": {
    key: "h",
    short: "availability, hosted model first",
    long: "your server steps in when the hosted model cannot be reached",
  },
};

const HELP =
  "Local only keeps every prompt on your machines. The other two need an account of a hosted service, and prompts go there when it is used.";

/** Privacy or availability, the hosted models, and models for side jobs. */
export const routingStep: Step = {
  name: "routing",
  async run(w, again) {
    const { wishes } = w;
    // a set-up that is there keeps what the user did not come to change
    const kept = w.begins && wishes.template == null ? proposedRouting(w) : null;
    const fixed = wishes.routing ?? wishes.template?.routing ?? kept;
    const asked = fixed === null || again;
    do {
      if (!asked) continue;
      wishes.routing = await askRouting(w);
      w.answered.add("routing");
      if (wishes.routing === "local-only") wishes.hosted = [];
    } while (!(await askHosted(w, asked)) || !(await askRoles(w, asked)));
    if (asked) return "asked";
    fact(w, fixed, listed(wishes.hosted));
    return "passed";
  },
};

/** The user's choice, else what the config does. */
function proposedRouting({ wishes, start }: Wizard): Routing {
  const { view, config, openclaw } = start;
  const template = wishes.template ?? null;
  const current = currentRoute(view, config?.value ?? {}, openclaw.version);
  return (
    wishes.routing ?? chooseRouting({ wanted: null, template, hostedFlags: wishes.hosted, current }).value
  );
}

async function askRouting(w: Wizard): Promise<Routing> {
  const options = ROUTINGS.map((value) => {
    const { short, long, key } = MEANINGS[value];
    return { value, name: `${value} (${short})`, description: long, key };
  });
  return w.ask.select("Privacy or availability?", options, proposedRouting(w), { back: true, help: HELP });
}

/** False: the user goes back to the routing. */
async function askHosted(w: Wizard, asked: boolean): Promise<boolean> {
  const { wishes, start, ask } = w;
  const routing = wishes.routing ?? wishes.template?.routing ?? null;
  if (routing === null || routing === "local-only" || (wishes.hosted.length > 0 && !asked)) return true;
  const regional = wishes.template?.id === "openrouter-regional";
  const { hosted } = currentRoute(start.view, start.config?.value ?? {}, start.openclaw.version);
  if (hosted.some((ref) => !regional || ref.startsWith("openrouter/"))) return true;
  const preset = regional ? null : wishes.hosted.join(", ") || SUGGESTED_HOSTED.join(", ");
  try {
    const answer = await ask.text("Which hosted models, in order (provider/model)?", preset, wrongRefs, {
      back: true,
      help: "The first is tried first. Their keys are OpenClaw's business: openclaw models auth login.",
    });
    wishes.hosted = splitRefs(answer);
    return true;
  } catch (error) {
    if (!asked || !(error instanceof WentBackError)) throw error;
    return false;
  }
}

function wrongRefs(text: string): string | null {
  const refs = splitRefs(text);
  const bad = refs.find((ref) => !isModelRef(ref) || replacementOf(ref) !== null);
  if (bad !== undefined) return `${bad}: ${replacementOf(bad) ?? "write provider/model"}`;
  return refs.length === 0 ? "at least one" : null;
}

function splitRefs(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}

/**
 * Offers smaller models of the same server for side jobs, once, where they are known to help. False: the user goes back to
 * the routing.
 */
async function askRoles(w: Wizard, asked: boolean): Promise<boolean> {
  if (w.answered.has("roles")) return true;
  const offers = await offersFor(w);
  try {
    if (offers.length > 0) await chooseRoles(w, offers);
    w.answered.add("roles");
    return true;
  } catch (error) {
    if (!asked || !(error instanceof WentBackError)) throw error;
    return false;
  }
}

async function chooseRoles(w: Wizard, offers: readonly RoleOffer[]): Promise<void> {
  const options: Option<string>[] = [
    { value: "none", name: "one model for everything", key: "n" },
    ...(offers.length > 1
      ? [{ value: "all", name: `all of: ${offers.map(nameOf).join(", ")}`, key: "a" }]
      : []),
    ...offers.map((offer) => ({ value: offer.role, name: nameOf(offer), description: offer.why })),
  ];
  const answer = await w.ask.select("Another model for side jobs?", options, "none", {
    back: true,
    help: "OpenClaw can give small frequent jobs, such as the heartbeat, to a smaller model that answers faster.",
  });
  const taken = offers.filter(({ role }) => answer === "all" || answer === role);
  w.wishes.role = [...(w.wishes.role ?? []), ...taken.map(({ role, model }) => ({ role, ref: model.id }))];
}

function nameOf({ role, model }: RoleOffer): string {
  return `${role}=${model.id}`;
}

async function offersFor(w: Wizard): Promise<RoleOffer[]> {
  const { input, server } = await currentServer(w);
  const { state } = server;
  const model = chooseModel(state, w.wishes.model ?? null, configuredModels(input.view, state)).value;
  const fitting = (await input.largestContext?.(state, model)) ?? null;
  const context = contextOf(state, model, { ...input, fitting });
  if (context === null) return [];
  const memory = await viewMemory([state.baseUrl], w.session.hardware, w.session.outside);
  const value = w.start.config?.value ?? {};
  const offers = roleOffers({ state, model, context, memory, openclaw: input.openclaw, value });
  return offers.filter(({ role }) => w.wishes.role?.some((wish) => wish.role === role) !== true);
}
