import { GIB } from "../../../src/core/bytes.ts";
import type { Catalog } from "../../../src/fit/catalog.ts";
import { matchModel } from "../../../src/fit/match.ts";
import { needOf } from "../../../src/fit/memory.ts";
import { recommend } from "../../../src/fit/recommend.ts";
import { brief } from "../support/golden.ts";
import { hardwareOf } from "../support/hardware.ts";
import { explainChecker, explainLlmfit } from "./explain.ts";
import { COMPARED } from "./machines.ts";
import type { CheckerPick, LlmfitPick, LlmfitPlan, Peers } from "./peers.ts";

const PLAN_CONTEXT = 65_536;

/** One machine with the first proposal of each tool, and why it differs. */
export interface ComparedRow {
  machine: string;
  own: string;
  llmfit: { pick: string; why: string };
  llmChecker: { pick: string; why: string };
  openclaw: { pick: string; why: string };
}

export function compareAll(peers: Peers, catalog: Catalog): ComparedRow[] {
  return COMPARED.map((on) => {
    const [own] = recommend(hardwareOf(on.spec), {}, catalog).picks;
    const fit = peers.llmfit.machines.get(on.name)?.[0];
    const checker = peers.llmChecker.machines.get(on.name)?.[0];
    return {
      machine: on.name,
      own: brief(own),
      llmfit: { pick: fitText(fit), why: explainLlmfit(fit, own, on, catalog) },
      llmChecker: { pick: checkerText(checker), why: explainChecker(checker, own, on, catalog) },
      openclaw: on.openclaw,
    };
  });
}

function fitText(pick: LlmfitPick | undefined): string {
  if (pick === undefined) return "nothing";
  const quant = pick.quant === null ? "" : ` ${pick.quant}`;
  return `${pick.name}${quant}, ${Math.round(pick.contextTokens / 1024)}K, ${pick.needGB.toFixed(1)} GB`;
}

function checkerText(pick: CheckerPick | undefined): string {
  if (pick === undefined) return "nothing";
  return `${pick.name}${pick.sizeGB === null ? "" : `, ${pick.sizeGB} GB`}`;
}

/** The KV cache of one model by llmfit and by this project, in GiB. */
export function compareCaches(plans: readonly LlmfitPlan[], catalog: Catalog) {
  return plans.flatMap((plan) => {
    const row = matchModel(plan.repo, catalog);
    if (row === null || row.geometry === null) return [];
    const { kv, state } = needOf(
      { weightsBytes: 0, geometry: row.geometry, vocab: row.vocab },
      { context: PLAN_CONTEXT, kvType: "f16" },
    );
    const own = (kv + state) / GIB;
    return [{ model: row.id, own, llmfit: plan.kvGiB, factor: plan.kvGiB / own }];
  });
}

/** The generated part of docs/hardware-compared.md. */
export function comparedMarkdown(peers: Peers, catalog: Catalog): string {
  const rows = compareAll(peers, catalog);
  const table = (tool: "llmfit" | "llmChecker" | "openclaw") => [
    "| machine | ours: model, form, context, cache, GiB, tokens/s | theirs | why ours differs |",
    "|---|---|---|---|",
    ...rows.map((row) => `| ${row.machine} | ${row.own} | ${row[tool].pick} | ${row[tool].why} |`),
    "",
  ];
  return [
    `Run on ${peers.date}.`,
    "",
    `### llmfit ${peers.llmfit.version}`,
    "",
    ...table("llmfit"),
    "Its memory for the context compared with ours, for models that are proposed here (65536 tokens, 16-bit cache, GiB; ours with the recurrent state):",
    "",
    "| model | ours | llmfit | factor |",
    "|---|---:|---:|---:|",
    ...compareCaches(peers.llmfit.plans, catalog).map(
      ({ model, own, llmfit, factor }) =>
        `| ${model} | ${own.toFixed(2)} | ${llmfit.toFixed(2)} | ${factor.toFixed(1)} |`,
    ),
    "",
    `### llm-checker ${peers.llmChecker.version}`,
    "",
    ...table("llmChecker"),
    "### OpenClaw's own recommender (managed llama.cpp, 2026.9.5)",
    "",
    ...table("openclaw"),
  ].join("\n");
}
