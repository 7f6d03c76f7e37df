import { errorMessage } from "../../core/errors.ts";
import { neutralize } from "../../core/text.ts";
import type { CheckAbout, CheckFinding } from "../types.ts";

/** A check that failed itself. Reported like every other fault, so that the other checks still speak. */
export const checkCrashed: CheckAbout & {
  finding(id: string, about: { target: string; endpoint: string } | null, error: unknown): CheckFinding;
} = {
  id: "check-crashed",
  title: "A check failed itself",
  severity: "warning",
  doc: {
    what: "A check of this tool stopped with an error of its own, so what it looks for was not checked.",
    why: "This is a bug here, not a fault of your setup. The other checks are not affected.",
    seen: "check-crashed: context-below-floor stopped with “…”",
    helps: "Report it with the message and the product and version of the server.",
  },
  finding(id, about, error) {
    return {
      status: "unverified",
      message: `The check ${id} stopped with an error of its own: ${neutralize(errorMessage(error))}`,
      target: about?.target ?? id,
      endpoint: about?.endpoint ?? null,
      evidence: { check: id },
      fixHint: "this is a bug of openclaw-local; please report it with this message",
    };
  },
};
