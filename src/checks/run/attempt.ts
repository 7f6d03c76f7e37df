import { checkCrashed } from "../tool/check-crashed.ts";
import type { CheckAbout, CheckFinding } from "../types.ts";

/** A judge's result, or its crash. */
export type Attempt<T> = { status: "done"; value: T } | { status: "crashed"; error: unknown };

/** Runs a judge; a crash ends only the judge itself. */
export function attempt<T>(judge: () => T): Attempt<T> {
  try {
    return { status: "done", value: judge() };
  } catch (error) {
    return { status: "crashed", error };
  }
}

/** The same for an asynchronous judge. */
export async function attemptAsync<T>(judge: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { status: "done", value: await judge() };
  } catch (error) {
    return { status: "crashed", error };
  }
}

/** A finding and the check that it is reported under. */
export interface Made {
  check: CheckAbout;
  finding: CheckFinding;
}

/** The finding for a check that crashed. */
export function crashOf(
  { id }: CheckAbout,
  error: unknown,
  about: { target: string; endpoint: string } | null = null,
): Made {
  return { check: checkCrashed, finding: checkCrashed.finding(id, about, error) };
}
