import type { RuleDoc } from "../checks/config/types.ts";
import type { Severity } from "../core/finding.ts";

/** What every suppression comment begins with; a config without it needs no reader of such comments. */
export const SUPPRESSION_MARK = "openclaw-local-disable";

/** What lint says about the comments that suppress its own findings; explained and documented like a rule. */
export interface About {
  id: string;
  title: string;
  severity: Severity;
  doc: RuleDoc;
}

const PROVIDER = (comment: string) => `{
  models: { providers: { rented: {
    ${comment}
    baseUrl: "http://llm.example.com:8000/v1",
    apiKey: "\${RENTED_API_KEY}",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`;

export const SUPPRESSION_INVALID: About = {
  id: "suppression-invalid",
  title: "Suppression comment that cannot be obeyed",
  severity: "warning",
  doc: {
    what: "A comment begins with `openclaw-local-disable`, but names no reason behind `--`, no rule, a rule that does not exist, or stands where it means nothing.",
    why: "What it was to suppress is reported all the same; and without a reason nobody knows later whether it may go.",
    bad: PROVIDER("// openclaw-local-disable-next-line public-plain-http"),
    good: PROVIDER("// openclaw-local-disable-next-line public-plain-http -- only reached through the VPN"),
  },
};

export const SUPPRESSION_UNUSED: About = {
  id: "suppression-unused",
  title: "Suppression comment that suppresses nothing",
  severity: "warning",
  doc: {
    what: "A suppression comment names a rule that finds nothing there.",
    why: "The fault is gone or stands on another line; the comment would hide the next one without anybody noticing.",
    bad: `{
  // openclaw-local-disable-next-line public-plain-http -- only reached through the VPN
  models: { mode: "merge" },
}`,
    good: `{
  models: { mode: "merge" },
}`,
  },
};

/** Ids that --only, --skip and the settings may name beside the rules. They cannot be suppressed themselves. */
export const SUPPRESSION_CHECKS: readonly About[] = [SUPPRESSION_INVALID, SUPPRESSION_UNUSED];
