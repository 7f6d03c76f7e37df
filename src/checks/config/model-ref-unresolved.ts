import { didYouMean } from "../../core/did-you-mean.ts";
import { type Fix, type Safe, setFix } from "../../core/finding.ts";
import { listQuoted } from "../../core/words.ts";
import { variablesIn } from "../../openclaw/literal.ts";
import { isPluginProvider, nearestPluginProvider } from "../../openclaw/providers.ts";
import type { ModelRefUse, ProviderView } from "../../openclaw/types.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { isUndeclared, type Row, resolveRef } from "../support/config-refs.ts";
import { each, refs } from "../support/each.ts";
import { localProvider, QWEN, QWEN_IS_DEFAULT } from "../support/example.ts";
import { type ConfigContext, type ConfigFinding, defineCheck } from "../types.ts";

/** Since this release (measured) OpenClaw resolves a bare id that exactly one provider declares. */
const BARE_IDS_SINCE = "2026.9.0";

/** Bare model names of OpenClaw's default provider. */
const HOSTED_NAME = /^(?:gpt-|o\d|chatgpt|codex)/i;

/** A ref that does not lead to a model in the config. */
export const modelRefUnresolved = defineCheck({
  id: "model-ref-unresolved",
  title: "Model that the config does not declare",
  severity: "error",
  doc: {
    what: "A model ref names a provider that is not in the config, or a model that its provider does not list. All places count that OpenClaw reads a model from, also those of channels, hooks, tools and speech. Hosted providers of OpenClaw's plugins have catalogs of their own; `lmstudio`, `vllm`, `ollama` and other local ones are compared with their rows, unless a wildcard such as `vllm/*` asks OpenClaw to list the server's models.",
    why: 'OpenClaw answers "Unknown model" or silently switches to the next fallback, which may be a paid one. It sends the name of an undeclared model as it is written, without the settings of any row, and the server answers 404 unless it has such a model.',
    bad: localProvider(QWEN, 'agents: { defaults: { model: { primary: "locla/qwen3" } } },'),
    good: localProvider(QWEN, QWEN_IS_DEFAULT),
  },
  config: {
    yieldsTo: [
      "hosted-model-retired",
      "model-id-at-suffix",
      "id-repeats-provider",
      "mode-replace-hides-hosted",
    ],
    run: each(refs, (use, context) => {
      // keys have no variables; what else one stands for is not known here, and variable-in-model-name tells of it
      if (use.kind !== "alias-map" && variablesIn(use.ref).length > 0) return null;
      const state = resolveRef(context, use.ref);
      switch (state.kind) {
        case "unknown-provider":
          return unknownProvider(context, use, state.providerId);
        case "no-row":
          return noRow(context, use, state.provider);
        case "bare":
          return bare(context, use, state.rows);
        default:
          return null;
      }
    }),
  },
});

function finding(use: ModelRefUse, rest: Omit<ConfigFinding, "at" | "target">): ConfigFinding {
  return {
    at: use.path,
    atKey: use.kind === "alias-map",
    target: use.ref,
    ...rest,
    // an unresolved alias or allowlist entry is harmless by itself
    severity: use.kind === "alias-map" || use.kind === "policy" ? "info" : rest.severity,
  };
}

function replace(use: ModelRefUse, value: string | undefined, safe: Safe): Fix | null {
  if (value === undefined || use.kind === "alias-map") return null;
  return setFix(use.path, value, { safe });
}

function unknownProvider(context: ConfigContext, use: ModelRefUse, id: string): ConfigFinding | null {
  const declared = context.view.providers.map((p) => p.id);
  const rest = use.ref.slice(id.length + 1);
  const near = declared.find((d) =>
    context.view.providers.some((p) => p.id === d && p.rows.some((r) => r.id === rest)),
  );
  const own = didYouMean(id, declared) ?? near;
  // plugins that are not bundled bring their own providers of speech and media
  if (use.kind === "media" && own === undefined) return null;
  const meant = own ?? nearestPluginProvider(id);
  const ref = meant === undefined ? undefined : `${meant}/${rest}`;
  return finding(use, {
    message: `The config has no provider "${id}", and OpenClaw has no built-in provider with that name`,
    evidence: { provider: id, declared },
    fixHint:
      ref !== undefined
        ? `did you mean ${JSON.stringify(ref)}?`
        : declared.length > 0
          ? `the config has ${listQuoted(declared)}`
          : "add the provider under models.providers",
    fix: replace(use, ref, false),
  });
}

function noRow(context: ConfigContext, use: ModelRefUse, provider: ProviderView): ConfigFinding | null {
  // a list may well name models that the plugin of the provider finds
  const isListed = use.kind === "alias-map" || use.kind === "policy";
  if (!isUndeclared(context, provider) || (isListed && isPluginProvider(provider.id))) return null;
  const ids = provider.rows.map((row) => row.id);
  if (ids.some((one) => variablesIn(one).length > 0)) return null;
  const id = use.ref.slice(use.ref.indexOf("/") + 1);
  const meant = nearestId(id, ids);
  const ref = meant === undefined ? undefined : `${provider.id}/${meant}`;
  return finding(use, {
    // OpenClaw still requests the model, and the server may have it.
    severity: "warning",
    message: `${provider.id} does not declare a model "${id}"`,
    evidence: { declared: ids.slice(0, 40) },
    fixHint: ref === undefined ? `it declares ${listQuoted(ids)}` : `did you mean ${JSON.stringify(ref)}?`,
    fix: replace(use, ref, false),
  });
}

/** The declared id that was probably meant: another case, a missing or extra publisher, or a typo. */
function nearestId(id: string, ids: readonly string[]): string | undefined {
  const name = (text: string) => text.toLowerCase().split("/").at(-1);
  const same = ids.filter((one) => name(one) === name(id));
  const exact = same.find((one) => one.toLowerCase() === id.toLowerCase());
  return exact ?? (same.length === 1 ? same[0] : didYouMean(id, ids));
}

function bare(
  { view, openclaw }: ConfigContext,
  use: ModelRefUse,
  rows: readonly Row[],
): ConfigFinding | null {
  const [first] = rows;
  // here OpenClaw also takes "provider:…", "cli:…" and names of its own
  if (use.kind === "media") return null;
  if (first === undefined) {
    if (HOSTED_NAME.test(use.ref)) return null;
    const known = view.providers.find((p) => p.rows.length > 0)?.rows[0];
    return finding(use, {
      message: `"${use.ref}" names no provider, and no provider declares it`,
      fixHint: known ? `write provider/id, such as ${JSON.stringify(known.ref)}` : "write provider/id",
    });
  }
  const isOne = rows.length === 1;
  const finds = isOne && compareVersions(openclaw.version, BARE_IDS_SINCE) >= 0;
  return finding(use, {
    severity: finds ? "info" : "warning",
    message: isOne
      ? `"${use.ref}" names no provider; ${finds ? "OpenClaw finds it" : "older releases of OpenClaw do not find it"} under ${first.provider.id}`
      : `"${use.ref}" names no provider, and ${rows.length} providers declare it`,
    evidence: { candidates: rows.map(({ row }) => row.ref) },
    fixHint: `write ${JSON.stringify(first.row.ref)}`,
    // not safe before, nor where the version is assumed: the name alone led to OpenClaw's default provider
    fix: replace(
      use,
      first.row.ref,
      finds &&
        openclaw.source !== "default" &&
        "OpenClaw already finds this row under the name, so the same model answers",
    ),
  });
}
