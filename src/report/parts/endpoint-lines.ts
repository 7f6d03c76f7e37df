import type { EndpointModelReport, EndpointReport, Verdict } from "../../core/report.ts";
import { VERDICTS } from "../../core/report.ts";
import { tokens } from "../../core/words.ts";
import type { Style } from "../../ui/color.ts";
import type { Symbols } from "../../ui/symbols.ts";
import { measuredLines } from "./measured-lines.ts";
import { lineStart, oneLine } from "./safe.ts";
import { figure } from "./words.ts";

/** An endpoint in the output of doctor: its name, the five verdicts, and its models with their context. */
export function endpointLines(
  endpoint: EndpointReport,
  style: Style,
  symbols: Symbols,
  options: { verbose: boolean; quiet: boolean; deep: boolean },
): string[] {
  const version = endpoint.server.version === null ? "" : ` ${oneLine(endpoint.server.version)}`;
  const name = endpoint.provider === null ? "" : `${style.bold(lineStart(endpoint.provider))}  `;
  const product = `${endpoint.server.product}${version}`;
  const verdicts = VERDICTS.filter((v) => endpoint.verdicts[v] !== "skip").map((v) => {
    const ms = endpoint.timingsMs[v];
    const verdict = endpoint.verdicts[v];
    const time = ms === undefined ? "" : style.dim(` ${Math.round(ms)} ms`);
    return `${paintVerdict(verdict, style)(symbols[verdict])} ${v}${time}`;
  });
  return [
    `${name}${lineStart(endpoint.baseUrl)}  ${style.dim(product)}`,
    `  ${[...verdicts, ...skippedText(endpoint, options.deep).map(style.dim)].join("  ")}`,
    ...(options.quiet ? [] : endpoint.models.map((m) => `  ${modelLine(m, symbols)}`)),
    ...endpoint.models.flatMap((m) => measuredLines(m, style)).map((line) => `  ${line}`),
    ...(options.verbose && endpoint.server.evidence !== ""
      ? [style.dim(`  identified by: ${oneLine(endpoint.server.evidence)}`)]
      : []),
  ];
}

/** The skipped checks, in words: a symbol would look like a verdict. */
function skippedText({ verdicts }: EndpointReport, deep: boolean): string[] {
  const skipped = VERDICTS.filter((v) => verdicts[v] === "skip");
  if (skipped.length === 0) return [];
  const held = VERDICTS.some((v) => verdicts[v] === "fail") || skipped.includes("context");
  const why = held ? "not examined" : deep ? "not asked" : "not asked; --deep asks";
  return [`${skipped.join(", ")}: ${why}`];
}

function modelLine(model: EndpointModelReport, symbols: Symbols): string {
  const state = model.served === false ? "not listed" : stateOf(model.loaded);
  const trained = model.contextTrained === null ? "" : `, trained for ${tokens(model.contextTrained)}`;
  const context = `context ${figure(model.contextConfigured)} configured, ${figure(model.contextAllocated)} allocated${trained}`;
  return [lineStart(model.ref), state, context].filter((part) => part !== "").join(` ${symbols.dot} `);
}

function stateOf(loaded: boolean | null): string {
  if (loaded === null) return "";
  return loaded ? "loaded" : "not loaded";
}

/** The color of a verdict. */
export function paintVerdict(verdict: Verdict, style: Style): (text: string) => string {
  switch (verdict) {
    case "pass":
      return style.green;
    case "warn":
      return style.yellow;
    case "fail":
      return style.red;
    case "skip":
      return style.dim;
    case "unverified":
      return style.cyan;
  }
}
