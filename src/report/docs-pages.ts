import { type ExplainInfo, explainMarkdown } from "./explain.ts";

/** data/openclaw-sees.json: which of OpenClaw's own checks distinguish the wrong example of a rule from the right one. */
type OpenClawSees = Readonly<
  Record<string, { validate: boolean; doctorLint: boolean; doctorLintInfo: boolean; version: string }>
>;

/** data/openclaw-sees-live.json: what OpenClaw's own commands report for a live fault but not for the healthy setup. */
type OpenClawSeesLive = Readonly<
  Record<
    string,
    {
      what: string;
      validate: boolean;
      doctorLint: boolean;
      /** `infer model run`: its answer, else its error. */
      infer: { ok: boolean; says: string };
      version: string;
    }
  >
>;

/** The data of the index in addition to the checks. */
interface DocsData {
  sees: OpenClawSees;
  live: OpenClawSeesLive;
  /** Faults without a rule, and why. */
  notLinted: Readonly<Record<string, string>>;
  /** Faults without a live check, and why. */
  notChecked: Readonly<Record<string, string>>;
}

/** The pages of docs/rules by file name: one per check, and an index. */
export function docsPages(infos: readonly ExplainInfo[], data: DocsData): Map<string, string> {
  const pages = new Map(infos.map((info) => [`${info.id}.md`, `${NOTE}\n${explainMarkdown(info)}`]));
  pages.set("README.md", indexPage(infos, data));
  return pages;
}

const NOTE = "<!-- Made by scripts/build-docs.js from the code; change it there. -->";

function indexPage(infos: readonly ExplainInfo[], data: DocsData): string {
  const { sees } = data;
  const rows = [...infos]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(
      (i) =>
        `| [${i.id}](${i.id}.md) | ${i.severity} | ${commandsOf(i)} | ${cell(i.title)} | ${seenBy(i, sees)} |`,
    );
  const versions = [...new Set(Object.values(sees).map((s) => s.version))].sort();
  return `${NOTE}
# Checks

What \`openclaw-local lint\` and \`openclaw-local doctor\` look for, with the same text as \`openclaw-local explain <id>\`.
There are ${infos.length}.

The last column is about the rules of \`lint\`: which check of OpenClaw ${versions.join(", ")} itself (\`config validate\`,
\`doctor --lint\`) reports more for the wrong example of a rule than for the right one. \`scripts/openclaw-sees.js\` runs the
real OpenClaw to find out and writes \`data/openclaw-sees.json\`.

| id | severity | command | what | seen by OpenClaw |
|---|---|---|---|---|
${rows.join("\n")}

${livePart(data.live)}
## What has no rule, and why

${reasons(data.notLinted)}

## What has no live check, and why

${reasons(data.notChecked)}
`;
}

function commandsOf({ foundBy }: ExplainInfo): string {
  return foundBy.map(({ command }) => `\`${command}\``).join(", ");
}

function livePart(live: OpenClawSeesLive): string {
  const versions = [...new Set(Object.values(live).map((one) => one.version))].sort();
  const rows = Object.entries(live).map(([id, { what, validate, doctorLint, infer }]) => {
    const answer = infer.ok ? `answers “${cell(infer.says)}”` : `fails: “${cell(infer.says)}”`;
    const yes = (seen: boolean) => (seen ? "yes" : "no");
    return `| [${id}](${id}.md) | ${cell(what)} | ${yes(validate)} | ${yes(doctorLint)} | ${answer} |`;
  });
  return `## What OpenClaw says of live faults

Each fault was produced with a real or emulated model server. The table shows what OpenClaw ${versions.join(", ")} itself
reports with the same config: whether \`config validate\` or \`doctor --lint\` report more than for the healthy setup, and the
result of one \`infer model run\` (“pong” with the healthy setup). \`npm run test:real-sees\` repeats this and writes
\`data/openclaw-sees-live.json\`.

| id | fault | validate | doctor --lint | infer model run |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

function reasons(list: Readonly<Record<string, string>>): string {
  const rows = Object.entries(list).map(([id, reason]) => `| ${id} | ${reason.replaceAll("|", "\\|")} |`);
  return `| id | why |\n|---|---|\n${rows.join("\n")}`;
}

/** Empty for live checks: they need a server, which OpenClaw's own checks never contact. */
function seenBy({ id, foundBy }: ExplainInfo, sees: OpenClawSees): string {
  if (foundBy[0]?.command !== "lint") return "";
  const found = sees[id];
  if (found === undefined) return "not run";
  const names = [
    ...(found.validate ? ["validate"] : []),
    ...(found.doctorLint ? ["doctor"] : found.doctorLintInfo ? ["doctor (info, hidden)"] : []),
  ];
  return names.length === 0 ? "no" : names.join(", ");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
