import { describe, inject, test } from "vitest";
import type { Have, PartName } from "../parts/parts.ts";

/**
 * A story that needs some real parts. Where one is missing there is a single skipped test in its place that says which
 * and why; with REQUIRE_REAL=1 that test fails. Never does a story count as passed that was not played.
 */
export function scenario<Name extends PartName>(
  title: string,
  names: readonly Name[],
  story: (have: Pick<Have, Name>) => void,
): void {
  const parts = inject("parts");
  const gaps = names.flatMap((name) => {
    const part = parts[name];
    return part.have ? [] : [`${name}: ${part.why}`];
  });
  if (gaps.length === 0) {
    describe(title, () => story(parts as unknown as Pick<Have, Name>));
    return;
  }
  const note = `not to be had here: ${gaps.join("; ")}`;
  // skipped before it runs, since a file whose tests skip themselves counts as passed
  if (process.env["REQUIRE_REAL"] !== "1") test.skip(`${title} [${note}]`, () => {});
  else {
    test(title, () => {
      throw new Error(note);
    });
  }
}
