import { editDistance } from "../core/distance.ts";
import { UserError } from "../core/errors.ts";
import { DOCTOR_CHECKS } from "./all-checks.ts";

/** Which findings are wanted. An empty `only` means all. */
export interface Selection {
  only: readonly string[];
  skip: readonly string[];
}

/** Throws UserError (exit status 2) when an id names no check. `alsoKnown` are the ids of other parts, such as lint. */
export function validateSelection(selection: Selection, alsoKnown: readonly string[] = []): void {
  const known = [...DOCTOR_CHECKS.map((check) => check.id), ...alsoKnown];
  for (const id of [...selection.only, ...selection.skip]) {
    if (known.includes(id)) continue;
    const near = known
      .map((other) => ({ other, distance: editDistance(other, id, 4) }))
      .sort((a, b) => a.distance - b.distance)[0];
    const hint =
      near !== undefined && near.distance <= 4
        ? `did you mean ${near.other}?`
        : "the ids are listed by: openclaw-local explain";
    throw new UserError(`unknown check id ${JSON.stringify(id)}`, { hint });
  }
}

export function isSelected(selection: Selection, id: string): boolean {
  if (selection.skip.includes(id)) return false;
  return selection.only.length === 0 || selection.only.includes(id);
}
