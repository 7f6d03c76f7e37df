import type { Measure, Rate } from "../../core/measured.ts";
import type { DepthSpeed } from "../../core/speed.ts";

/** The hardware that figures are of; they are believed on no other. */
export interface Fingerprint {
  gpus: { name: string | null; memoryBytes: number | null }[];
  cpu: string | null;
  ramBytes: number | null;
}

/** The exam of a model, without its tasks. */
export interface OwnExam {
  measuredAt: string;
  runs: number;
  measures: Record<Measure, Rate>;
}

/** What `bench` measured with one model of one server on this machine. */
export interface OwnEntry {
  /** ISO 8601. */
  measuredAt: string;
  /** Version of this tool. */
  tool: string;
  /** On this machine, so that its port is all of its address. Kind null: not recognized. */
  server: { kind: string | null; product: string | null; version: string | null; port: number };
  /** As requests name it. */
  model: string;
  quantization: string | null;
  /** Allocated, in tokens. */
  context: number | null;
  hardware: Fingerprint;
  depths: DepthSpeed[];
  exam: OwnExam | null;
}

/** The figures of this machine, newest first. */
export interface OwnFigures {
  entries: readonly OwnEntry[];
  /** Why the file was ignored, as a sentence; null: it was read, or there is none. */
  problem: string | null;
}
