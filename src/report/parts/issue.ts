import type { Json } from "../../core/json.ts";
import type { Report } from "../../core/report.ts";
import { type Private, redactText } from "./redact.ts";
import { oneLine } from "./safe.ts";

/** The first line of such a file, by which a later run recognizes it. */
export const ISSUE_MARK = "<!-- openclaw-local doctor report -->";

export interface IssueExtras {
  /** "linux x64 6.8.0, Node v24.1.0". */
  platform: string;
  /** The relevant part of the config, without keys; null without a config. */
  config: Json | null;
  hide: Private;
}

/** The doctor's report for a public issue, without private data. `text` is the report in Markdown. */
export function issueReport(text: string, report: Report, extras: IssueExtras): string {
  const body = [
    text.trimEnd(),
    "",
    "### Environment",
    "",
    `- openclaw-local ${oneLine(report.tool.version)}`,
    `- OpenClaw ${oneLine(report.openclaw.version)} (${report.openclaw.source})`,
    `- ${oneLine(extras.platform)}`,
    ...(extras.config === null ? [] : configBlock(extras.config)),
    "",
    "Keys, home directories, the user name, host names and public addresses are replaced; private addresses are not.",
  ];
  return `${ISSUE_MARK}\n${redactText(body.join("\n"), extras.hide)}\n`;
}

function configBlock(config: Json): string[] {
  const text = JSON.stringify(config, null, 2).replaceAll("```", "'''");
  return ["", "<details><summary>Config</summary>", "", "```json", text, "```", "", "</details>"];
}
