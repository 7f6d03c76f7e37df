import type { EndpointReport, VerdictName } from "../../core/report.ts";
import { VERDICTS } from "../../core/report.ts";
import type { Style } from "../../ui/color.ts";
import type { Symbols } from "../../ui/symbols.ts";
import { table } from "../../ui/table.ts";
import { paintVerdict } from "./endpoint-lines.ts";
import { lineStart } from "./safe.ts";

/** Many endpoints as a table: one line each, with the five verdicts as symbols and the time of the first answer. */
export function fleetLines(endpoints: readonly EndpointReport[], style: Style, symbols: Symbols): string[] {
  const sign = (endpoint: EndpointReport, name: VerdictName) => {
    const verdict = endpoint.verdicts[name];
    return paintVerdict(verdict, style)(symbols[verdict]);
  };
  const named = endpoints.some((e) => e.provider !== null);
  const names = [...(named ? ["provider"] : []), "endpoint", "server", ...VERDICTS, "ms"];
  const rows = endpoints.map((e) => [
    ...(named ? [cut(e.provider ?? "-", symbols)] : []),
    // Never cut: it distinguishes the lines.
    lineStart(e.baseUrl.replace(/^http:\/\//, "")),
    cut(`${e.server.product} ${e.server.version ?? ""}`.trim(), symbols),
    ...VERDICTS.map((name) => sign(e, name)),
    e.timingsMs.reachable === undefined ? "" : String(Math.round(e.timingsMs.reachable)),
  ]);
  return table([names.map((name) => style.dim(name)), ...rows], { right: [names.length - 1] });
}

/** Width for a provider id, and for a product with its version. */
const ROOM = 18;

function cut(text: string, symbols: Symbols): string {
  const line = lineStart(text);
  return line.length <= ROOM ? line : line.slice(0, ROOM - symbols.ellipsis.length) + symbols.ellipsis;
}
