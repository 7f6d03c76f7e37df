import { type FixEdit, setEdits } from "../../core/finding.ts";
import type { Subject } from "../types.ts";
import { providerPath, rowPath } from "./paths.ts";

/** Edits that switch the model to chat completions, in the row if that states api, else in the provider. */
export function useCompletions(subject: Subject): FixEdit[] {
  const path = subject.model.row?.api != null ? rowPath(subject, "api") : providerPath(subject, "api");
  return setEdits(path, "openai-completions");
}
