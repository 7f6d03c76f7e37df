import { errorMessage } from "../../core/errors.ts";
import { neutralize } from "../../core/text.ts";
import type { CheckAbout, CheckFinding } from "../types.ts";

export const checkCrashed: CheckAbout & {
  finding(id: string, about: { target: string; endpoint: string } | null, error: unknown): CheckFinding;
} = {
  id: "check-crashed",
  title: "A check crashed",
  severity: "warning",
  doc: {
    what: "A check of this tool crashed, so its fault was not checked.",
    why: "This is a bug in this tool, not a fault of your setup. The other checks are not affected.",
    seen: "check-crashed: context-below-floor stopped with “…”",
    helps: "report it, with the message and the product and version of the server",
  },
  finding(id, about, error) {
    return {
      status: "unverified",
      message: `The check ${id} stopped with an error of its own: ${neutralize(errorMessage(error))}`,
      target: about?.target ?? id,
      endpoint: about?.endpoint ?? null,
      evidence: { check: id },
      fixHint: "this is a bug in openclaw-local; please report it with this message",
    };
  },
};
