import type { Json, JsonObject } from "../../core/json.ts";
import { neutralize } from "../../core/text.ts";
import { duration, present, tokens } from "../../core/words.ts";
import { toReportJson } from "../../report/json.ts";
import { oneLine, safeLines } from "../../report/parts/safe.ts";
import type { Style } from "../../ui/color.ts";
import { symbolsFor } from "../../ui/symbols.ts";
import { wrapText } from "../../ui/wrap.ts";
import type { Outcome, Proof, ProofSpeed, Step } from "./types.ts";

const NAME_WIDTH = 11;

/** The card at the end of init: one line for each thing that was looked at, then what failed and how it is fixed. */
export function proofCard(
  proof: Proof,
  { style, width, ascii }: { style: Style; width: number; ascii: boolean },
): string[] {
  const symbols = symbolsFor(ascii);
  const marks: Record<Outcome, string> = {
    passed: style.green(symbols.pass),
    failed: style.red(symbols.fail),
    unverified: style.yellow(symbols.unverified),
    skipped: style.dim(symbols.skip),
  };
  const line = (name: string, { outcome, detail }: Step) => {
    const [first = "", ...more] = wrapText(neutralize(detail, 400), width - NAME_WIDTH - 4);
    const indent = " ".repeat(NAME_WIDTH + 4);
    return [`  ${marks[outcome]} ${name.padEnd(NAME_WIDTH)}${first}`, ...more.map((text) => indent + text)];
  };
  return [
    ...wrapText(neutralize(`test drive of ${proof.model}, ${proof.server}`), width).map(style.bold),
    ...line("answers", proof.answers),
    ...line("context", contextStep(proof)),
    ...line("speed", speedStep(proof.speed)),
    ...line("tools", proof.tools),
    ...line("final text", proof.finalText),
    ...clawSteps(proof).flatMap((step) => line("OpenClaw", step)),
    ...findingLines(proof, { style, width }),
  ];
}

function contextStep({ contextTokens }: Proof): Step {
  return contextTokens === null
    ? { outcome: "skipped", detail: "unknown: the server does not report it" }
    : { outcome: "passed", detail: `${tokens(contextTokens)} tokens` };
}

function speedStep({ tokensPerSecond, firstTokenMs, promptTokens }: ProofSpeed): Step {
  const prompt = promptTokens === null ? "" : ` (prompt of ${tokens(promptTokens)} tokens)`;
  const parts = present(
    tokensPerSecond !== null && `${rate(tokensPerSecond)} tokens a second`,
    firstTokenMs !== null && `first token after ${duration(firstTokenMs)}${prompt}`,
  );
  if (parts.length === 0) return { outcome: "skipped", detail: "not measured" };
  const gap = tokensPerSecond === null ? "; tokens a second unknown: the answer was too short" : "";
  return { outcome: "passed", detail: parts.join(", ") + gap };
}

function rate(value: number): string {
  return value < 10 ? value.toFixed(1) : tokens(Math.round(value));
}

function clawSteps({ openclaw: { version, infer, agent } }: Proof): Step[] {
  const named = (step: Step) => ({ ...step, detail: `${version ?? ""}${version ? ": " : ""}${step.detail}` });
  return infer.detail === agent.detail ? [named(agent)] : [named(infer), named(agent)];
}

function findingLines(
  { report, openclaw }: Proof,
  { style, width }: { style: Style; width: number },
): string[] {
  const lines = report.findings.flatMap((finding) => [
    "",
    ...wrapText(`${finding.severity}: ${oneLine(finding.message)} [${finding.checkId}]`, width),
    ...(finding.fixHint === null
      ? []
      : wrapText(`${style.green("fix:")} ${oneLine(finding.fixHint)}`, width, "  ")),
    ...(finding.fix?.commands ?? []).flatMap((command) =>
      safeLines(command).map((text, i) => `    ${style.cyan(`${i === 0 ? "$" : " "} ${text}`)}`),
    ),
  ]);
  const failed = [openclaw.infer, openclaw.agent].some(({ outcome }) => outcome === "failed");
  const { serverGone } = openclaw;
  const look =
    serverGone === undefined
      ? `the server passes the doctor's own turn, but OpenClaw ${openclaw.version ?? ""} fails with it: look at the message above, then at \`openclaw models status\` and \`openclaw doctor\``
      : `the server no longer answers (${neutralize(serverGone, 120)}): it ended during the test drive; start it again, then: openclaw-local doctor --deep`;
  return failed ? [...lines, "", ...wrapText(look, width)] : lines;
}

/** The `test` object in the JSON of init. */
export function proofJson(proof: Proof, cwd: string): JsonObject {
  const { openclaw, speed } = proof;
  const claw = openclaw.version === null ? null : { version: openclaw.version };
  return {
    ok: proof.ok,
    model: proof.model,
    contextTokens: proof.contextTokens,
    tokensPerSecond: speed.tokensPerSecond === null ? null : Math.round(speed.tokensPerSecond * 10) / 10,
    firstTokenMs: speed.firstTokenMs === null ? null : Math.round(speed.firstTokenMs),
    promptTokens: speed.promptTokens,
    answers: stepJson(proof.answers),
    tools: stepJson(proof.tools),
    finalTextOnly: stepJson(proof.finalText),
    openclaw: claw && {
      ...claw,
      infer: { ...stepJson(openclaw.infer), ms: openclaw.infer.ms },
      agent: { ...stepJson(openclaw.agent), ms: openclaw.agent.ms },
    },
    findings: toReportJson(proof.report, cwd)["findings"] ?? [],
    ms: proof.ms,
  };
}

function stepJson({ outcome, detail }: Step): { [key: string]: Json } {
  return { outcome, detail: neutralize(detail, 400) };
}
