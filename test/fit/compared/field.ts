import { bandwidth, size, sizes } from "../../../src/commands/shared/sizes.ts";
import { GIB } from "../../../src/core/bytes.ts";
import { asArray, asNumber, asString, getKey, type Json, parseJson } from "../../../src/core/json.ts";
import type { Catalog } from "../../../src/fit/catalog.ts";
import { recommend } from "../../../src/fit/recommend.ts";
import type { ModelPick } from "../../../src/fit/types.ts";
import { budgetOf } from "../../../src/machine/budget.ts";
import { describedGpus, overrideRam } from "../../../src/machine/overrides.ts";
import type { Hardware } from "../../../src/machine/types.ts";

/** A machine that people wrote about, and what they run there. */
interface FieldMachine {
  machine: string;
  /** Of `recommend`. */
  flags: string;
  reports: FieldReport[];
}

interface FieldReport {
  source: string;
  date: string;
  model: string | null;
  quant: string | null;
  context: string | null;
  engine: string | null;
  tokensPerSecond: number | null;
  forWhat: string | null;
}

/** Reports that a row shows; those about agents first. */
const SHOWN = 4;
const AGENTS = /OpenClaw|Hermes|agent|Claude Code|tool/i;

function machinesOf(text: string): FieldMachine[] {
  return asArray(parseJson(text)).map((one) => ({
    machine: asString(getKey(one, "machine")) ?? "",
    flags: asString(getKey(one, "flags")) ?? "",
    reports: asArray(getKey(one, "reports")).map(reportOf),
  }));
}

function reportOf(json: Json): FieldReport {
  const text = (key: string) => asString(getKey(json, key)) ?? null;
  return {
    ...{ source: text("source") ?? "", date: text("date") ?? "", model: text("model"), quant: text("quant") },
    ...{ context: text("context"), engine: text("engine"), forWhat: text("forWhat") },
    tokensPerSecond: asNumber(getKey(json, "tokensPerSecond")) ?? null,
  };
}

/** The machine that flags describe, as `recommend` sees it on Linux. */
function hardwareOfFlags(flags: string): Hardware {
  const read = <T>(name: string, reader: (text: string, flags: string) => T): T | undefined => {
    const text = new RegExp(`--${name} (\\S+)`).exec(flags)?.[1];
    return text === undefined ? undefined : reader(text, `--${name}`);
  };
  const [bandwidthGBs, ramGBs] = read("bandwidth", bandwidth) ?? [];
  const overrides = {
    ...{ vramBytes: read("vram", sizes), unifiedBytes: read("unified", size), ramBytes: read("ram", size) },
    ...{ bandwidthGBs, ramGBs },
  };
  const host = { platform: "linux", release: "6.8" } as const;
  const gpus = describedGpus(overrides, host);
  const nothing = { totalBytes: null, availableBytes: null, source: "test", bandwidthGBs: null };
  const ram = overrideRam(nothing, overrides, gpus);
  return {
    os: { ...host, arch: "x64", wsl: false, container: false },
    cpu: { model: null, cores: 8 },
    ...{ ram, gpus, budget: budgetOf(gpus, ram, { described: true }), notes: [] },
  };
}

/** Our picks beside what people report, for docs/hardware-compared.md. `text`: field.json. */
export function fieldMarkdown(text: string, catalog: Catalog): string {
  const rows = machinesOf(text).map(({ machine, flags, reports }) => {
    const { picks } = recommend(hardwareOfFlags(flags), {}, catalog);
    const shown = [...reports].sort((a, b) => weight(b) - weight(a)).slice(0, SHOWN);
    return `| ${machine}<br>\`${flags}\` | ${picks.map(pickText).join("<br>")} | ${shown.map(reportText).join("<br>")} |`;
  });
  return ["| machine | picks | what people report to run |", "|---|---|---|", ...rows].join("\n");
}

function pickText(pick: ModelPick): string {
  const {
    labels,
    model,
    quant,
    contextTokens,
    needBytes,
    decodeTokensPerSecond: pace,
    experts,
    evidence,
  } = pick;
  const label = labels.length === 0 ? "" : `**${labels.join(", ")}**: `;
  const places = `${(needBytes.total / GIB).toFixed(1)} GiB${experts === null ? "" : ", experts in RAM"}`;
  const speed = pace === null ? "" : `, ${Math.round(pace.low)} to ${Math.round(pace.high)} tokens/s`;
  const known =
    evidence === null ? "no evidence" : `evidence ${evidence.score} (${evidence.low} to ${evidence.high})`;
  return `${label}${model} ${quant}, ${contextTokens / 1024}K, ${places}${speed}; ${known}`;
}

const weight = ({ forWhat, model }: FieldReport): number =>
  (forWhat !== null && AGENTS.test(forWhat) ? 2 : 0) + (model === null ? 0 : 1);

function reportText(report: FieldReport): string {
  const { model, quant, context, engine, tokensPerSecond, forWhat, source, date } = report;
  const what = [model ?? "a model that is not named", quant, context].filter((part) => part !== null);
  const how = [
    engine,
    tokensPerSecond === null ? null : `${tokensPerSecond} tokens/s`,
    forWhat === null ? null : `for ${forWhat}`,
  ].filter((part) => part !== null);
  const details = how.length === 0 ? "" : ` (${how.join(", ")})`;
  return `${what.join(" ")}${details}: ${source}, ${date}`.replaceAll("|", "/");
}
