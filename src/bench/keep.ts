import { portOf } from "../core/address.ts";
import { UserError } from "../core/errors.ts";
import type { ExamResult } from "../core/measured.ts";
import type { DepthSpeed } from "../core/speed.ts";
import { neutralize } from "../core/text.ts";
import { forwardedUrls } from "../doctor/forwarded.ts";
import { keepOwn, type OwnSources } from "../fit/own/file.ts";
import type { OwnEntry } from "../fit/own/types.ts";
import { fingerprintOf } from "../fit/own/use.ts";
import type { Hardware } from "../machine/types.ts";
import { isThisMachine } from "../openclaw/locality.ts";
import type { Outside } from "../ports/index.ts";
import type { BenchSubject } from "./subject.ts";

/** What was measured, as an entry of the user's file. */
export function entryOf(
  { facts, model }: Pick<BenchSubject, "facts" | "model">,
  figures: { depths: DepthSpeed[]; exam: ExamResult | null; context: number | null },
  { hardware, outside }: { hardware: Hardware; outside: Outside },
): OwnEntry {
  const { kind, product, version } = facts.state;
  const measuredAt = new Date(outside.now()).toISOString();
  const { exam, depths, context } = figures;
  const words = (text: string, max: number) => neutralize(outside.secrets?.mask(text) ?? text, max);
  const orNull = (text: string | null) => (text === null ? null : words(text, 100));
  return {
    measuredAt,
    tool: outside.version,
    server: { kind, product: orNull(product), version: orNull(version), port: portOf(facts.baseUrl) ?? 80 },
    model: words(model.served?.id ?? model.id, 400),
    quantization: orNull(model.served?.quantization ?? null),
    context,
    hardware: fingerprintOf(hardware),
    depths,
    // an exam that ended early has tried some tasks less often than others
    exam: exam?.complete === true ? { measuredAt, runs: exam.runs, measures: exam.measures } : null,
  };
}

/** Why figures are not those of this machine; null: they are. */
export async function whyNotOurs(
  { facts, model }: Pick<BenchSubject, "facts" | "model">,
  { proc, host }: Outside,
): Promise<string | null> {
  const { baseUrl, state } = facts;
  if (host.simulatesServers === true) return "the server is simulated";
  if (!isThisMachine(baseUrl)) return "the server is on another machine";
  if (state.traits.includes("gateway") || (model.served?.backend ?? null) !== null)
    return "a gateway forwards to other servers";
  if (model.served?.remote === true) return "the model runs elsewhere";
  const forwarded = await forwardedUrls([baseUrl], proc, host.platform);
  return forwarded.has(baseUrl) ? "the port is forwarded to another machine" : null;
}

/** Writes the entry. Returns where it is kept, or why not: the figures are then still printed. */
export function keep(entry: OwnEntry, sources: OwnSources): { path: string } | { why: string } {
  try {
    return { path: keepOwn(entry, sources) };
  } catch (error) {
    if (error instanceof UserError) return { why: error.message };
    throw error;
  }
}
