import { didYouMean } from "../../core/did-you-mean.ts";
import { UserError } from "../../core/errors.ts";

/** Which findings are wanted. An empty `only` means all. */
export interface Selection {
  only: readonly string[];
  skip: readonly string[];
}

/** Nothing is left out. */
export const EVERYTHING: Selection = { only: [], skip: [] };

/** Throws UserError (exit status 2) when an id is not in `known`, or no check is left. */
export function validateSelection({ only, skip }: Selection, known: readonly string[]): void {
  for (const id of [...only, ...skip]) {
    if (known.includes(id)) continue;
    const near = didYouMean(id, known);
    throw new UserError(`there is no check ${JSON.stringify(id)}`, {
      hint: `${near === undefined ? "" : `Did you mean ${near}? `}list them: openclaw-local explain`,
    });
  }
  if (only.length > 0 && only.every((id) => skip.includes(id)))
    throw new UserError("--only and --skip name the same checks, so none is left to run", {
      hint: "leave out one of the two",
    });
}

export function isSelected({ only, skip }: Selection, id: string): boolean {
  return !skip.includes(id) && (only.length === 0 || only.includes(id));
}
