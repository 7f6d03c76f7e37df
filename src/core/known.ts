/** How certain a figure is. "unknown" implies a null value. */
export type Confidence = "high" | "medium" | "low" | "unknown";

/** A value and its source, or an unknown: value null, source says what was tried. */
export interface Known<T> {
  value: T | null;
  /** "GET /api/v1/models", "nvidia-smi", "--vram". */
  source: string;
  confidence: Confidence;
}

/** A known figure. */
export function known<T>(value: T, source: string, confidence: Confidence = "high"): Known<T> {
  return { value, source, confidence };
}

/** An unknown figure; `why` says what was tried. */
export function unknown<T>(why: string): Known<T> {
  return { value: null, source: why, confidence: "unknown" };
}
