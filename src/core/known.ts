/** How sure a figure is. "unknown" goes with a null value only. */
export type Confidence = "high" | "medium" | "low" | "unknown";

/** A value with where it came from, or an honest unknown (value null, source says what was tried). */
export interface Known<T> {
  value: T | null;
  /** "GET /api/v1/models", "nvidia-smi", "--vram". */
  source: string;
  confidence: Confidence;
}

/** A figure that was read. */
export function known<T>(value: T, source: string, confidence: Confidence = "high"): Known<T> {
  return { value, source, confidence };
}

/** A figure that nobody told; `why` is what was tried. */
export function unknown<T>(why: string): Known<T> {
  return { value: null, source: why, confidence: "unknown" };
}
