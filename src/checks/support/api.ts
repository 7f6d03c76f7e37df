import { type FixEdit, setEdits } from "../../core/finding.ts";
import type { Subject } from "../types.ts";
import { providerPath, rowPath } from "./paths.ts";

/** Makes OpenClaw speak chat completions with the model: where api is said, in the row or else in the provider. */
export function useCompletions(subject: Subject): FixEdit[] {
  const path = subject.model.row?.api != null ? rowPath(subject, "api") : providerPath(subject, "api");
  return setEdits(path, "openai-completions");
}
