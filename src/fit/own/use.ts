import type { SpeedSpread } from "../../core/speed.ts";
import type { Hardware } from "../../machine/types.ts";
import type { Catalog, CatalogModel, Quant } from "../catalog.ts";
import { matchModel, namedQuant } from "../match.ts";
import type { Fingerprint, OwnEntry, OwnFigures } from "./types.ts";

/** A served model whose figures are asked for. */
export interface OwnWanted {
  /** As requests name it. */
  model: string;
  /** Null: the server does not tell; its figures are then those of whatever form was measured. */
  quantization: string | null;
  /** Absent: not known here; the port and the id are then enough. */
  kind?: string | null | undefined;
  /** On loopback. */
  port: number;
}

/** A driver may keep a little more or less of the memory than the one before. */
const SAME_MEMORY = 0.02;

/** The hardware that figures are of. */
export function fingerprintOf({ gpus, cpu, ram }: Pick<Hardware, "gpus" | "cpu" | "ram">): Fingerprint {
  return {
    gpus: gpus.map(({ name, memory }) => ({ name, memoryBytes: memory.totalBytes })),
    cpu: cpu.model,
    ramBytes: ram.totalBytes,
  };
}

/** True for the same GPUs, processor and memory. What is unknown of either is equal to nothing, except a GPU's memory. */
function sameHardware(a: Fingerprint, b: Fingerprint): boolean {
  if (a.cpu !== b.cpu || a.gpus.length !== b.gpus.length) return false;
  if (a.ramBytes === null || b.ramBytes === null || !near(a.ramBytes, b.ramBytes)) return false;
  return a.gpus.every((gpu, i) => {
    const other = b.gpus[i];
    if (other === undefined || gpu.name === null || gpu.name !== other.name) return false;
    const [one, two] = [gpu.memoryBytes, other.memoryBytes];
    return one === null || two === null ? one === two : near(one, two);
  });
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME_MEMORY * Math.max(a, b);
}

/** True where a new measurement takes the place of an earlier one. */
export function sameFigures(a: OwnEntry, b: OwnEntry): boolean {
  return (
    isOf(a, { ...b, ...b.server }) &&
    a.quantization === b.quantization &&
    a.context === b.context &&
    sameHardware(a.hardware, b.hardware)
  );
}

function isOf({ server, model, quantization }: OwnEntry, wanted: OwnWanted): boolean {
  const sameForm =
    quantization === null || wanted.quantization === null || quantization === wanted.quantization;
  const sameKind = wanted.kind === undefined || server.kind === wanted.kind;
  return model === wanted.model && sameKind && server.port === wanted.port && sameForm;
}

/** The newest figures of a served model on this hardware; null: none were measured. */
export function measuredFor(
  { entries }: Pick<OwnFigures, "entries">,
  wanted: OwnWanted,
  hardware: Pick<Hardware, "gpus" | "cpu" | "ram">,
): OwnEntry | null {
  if (entries.length === 0) return null;
  const here = fingerprintOf(hardware);
  return entries.find((one) => isOf(one, wanted) && sameHardware(one.hardware, here)) ?? null;
}

/** The newest figures of a model and form of the catalog on this hardware, whichever server they are of; null: none. */
export function measuredForm(
  { entries }: Pick<OwnFigures, "entries">,
  { row, quant }: { row: CatalogModel; quant: Quant },
  hardware: Pick<Hardware, "gpus" | "cpu" | "ram">,
  catalog: Catalog,
): OwnEntry | null {
  if (entries.length === 0) return null;
  const here = fingerprintOf(hardware);
  const only = { ...catalog, models: [row] };
  // the whole catalog is asked only about names that this row would take
  const isForm = ({ model, quantization }: OwnEntry) =>
    matchModel(model, only) !== null &&
    matchModel(model, catalog)?.id === row.id &&
    namedQuant(row, `${model} ${quantization ?? ""}`) === quant;
  return entries.find((one) => sameHardware(one.hardware, here) && isForm(one)) ?? null;
}

/**
 * Seconds for a cold prompt of `size` tokens; null: its speed was not measured. The time for a token grows evenly with the
 * size of the prompt (attention), so it is put on the line through the two nearest sizes, and beyond the largest one on
 * that line's continuation, which is then an inference.
 */
export function readSeconds({ depths }: Pick<OwnEntry, "depths">, size: number): number | null {
  const points = depths
    .flatMap(({ promptTokens, prefill }) =>
      prefill === null ? [] : { at: promptTokens, each: 1 / prefill.median },
    )
    .sort((a, b) => a.at - b.at);
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  // a shorter prompt has the overheads of a start
  if (size <= first.at || points.length === 1) return first.each * size;
  const right = points.find(({ at }) => at >= size) ?? last;
  const left = points[points.indexOf(right) - 1] ?? first;
  const slope = right.at === left.at ? 0 : (right.each - left.each) / (right.at - left.at);
  // a longer one is never quicker for each token
  const each = right.each + (size > right.at ? Math.max(0, slope) : slope) * (size - right.at);
  return each * size;
}

/** The decode speed at the measured size nearest to `size` tokens; null: not measured. */
export function decodeNear({ depths }: Pick<OwnEntry, "depths">, size: number): SpeedSpread | null {
  const far = (promptTokens: number) => Math.abs(Math.log(promptTokens / size));
  const [nearest] = depths
    .filter(({ decode }) => decode !== null)
    .sort((a, b) => far(a.promptTokens) - far(b.promptTokens));
  return nearest?.decode ?? null;
}

/** "measured on this machine, 2026-11-30". */
export function sourceOf({ measuredAt }: Pick<OwnEntry, "measuredAt">): string {
  return `measured on this machine, ${measuredAt.slice(0, 10)}`;
}
