import { type ExplainInfo, explainMarkdown } from "./explain.ts";

/** Which of OpenClaw's own checks tells the wrong example of a rule from the right one: data/openclaw-sees.json. */
type OpenClawSees = Readonly<
  Record<string, { validate: boolean; doctorLint: boolean; doctorLintInfo: boolean; version: string }>
>;

/** What OpenClaw's own commands say of a live fault and not of the healthy set-up: data/openclaw-sees-live.json. */
type OpenClawSeesLive = Readonly<
  Record<
    string,
    {
      what: string;
      validate: boolean;
      doctorLint: boolean;
      /** `infer model run`: its text when it answers, else its error. */
      infer: { ok: boolean; says: string };
      version: string;
    }
  >
>;

/** What the index is made of besides the rules and checks. */
interface DocsData {
  sees: OpenClawSees;
  live: OpenClawSeesLive;
  /** Why there is no rule, by id. */
  notLinted: Readonly<Record<string, string>>;
  /** Why there is no live check, by id. */
  notChecked: Readonly<Record<string, string>>;
}

/** The pages of docs/rules by file name: one for each rule or check, and an index. */
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

What \`openclaw-local lint\` and \`openclaw-local doctor\` look for; the same text as \`openclaw-local explain <id>\`.
${infos.length} in all.

The last column is about the rules of \`lint\`: which check of OpenClaw ${versions.join(", ")} itself reports more for the wrong
example of a rule than for the right one (\`config validate\`, \`doctor --lint\`). It is made by
\`scripts/openclaw-sees.js\`, which runs the real OpenClaw; its words are in \`data/openclaw-sees.json\`.

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

Each fault was made with a real llama-server or an emulated one, and OpenClaw ${versions.join(", ")} itself was asked on the
same config: whether \`config validate\` or \`doctor --lint\` says more than of the healthy set-up, and what one
\`infer model run\` gives (the healthy one gives “pong”). \`npm run test:real-sees\` runs it again and writes
\`data/openclaw-sees-live.json\`, of which this table is made.

| id | fault | validate | doctor --lint | infer model run |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

function reasons(list: Readonly<Record<string, string>>): string {
  const rows = Object.entries(list).map(([id, reason]) => `| ${id} | ${reason.replaceAll("|", "\\|")} |`);
  return `| id | why |\n|---|---|\n${rows.join("\n")}`;
}

/** Live checks need a server, which OpenClaw's own checks never ask. */
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
