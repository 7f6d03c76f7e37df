import type { FlagSpec, VerbSpec } from "./spec.ts";

/** A script for fish: to be sourced, or to be saved in ~/.config/fish/completions. */
export function fishScript(program: string, verbs: readonly VerbSpec[]): string {
  const none = `not __fish_seen_subcommand_from ${verbs.map((v) => v.name).join(" ")}`;
  const lines = [
    `# fish completion for ${program}`,
    `# Load it: ${program} completion fish | source`,
    `complete -c ${program} -f`,
    `complete -c ${program} -n ${quote(none)} -s V -l version -d 'print the version'`,
    `complete -c ${program} -n ${quote(none)} -s h -l help -d 'show help'`,
    ...verbs.map(
      (v) => `complete -c ${program} -n ${quote(none)} -a ${quote(v.name)} -d ${quote(v.summary)}`,
    ),
    ...verbs.flatMap((verb) => verbLines(program, verb)),
  ];
  return `${lines.join("\n")}\n`;
}

function verbLines(program: string, verb: VerbSpec): string[] {
  const start = `complete -c ${program} -n ${quote(`__fish_seen_subcommand_from ${verb.name}`)}`;
  const lines = verb.flags.map((flag) => `${start} ${flagWords(flag)}`);
  if (verb.operand === "file") lines.push(`${start} -F`);
  if (verb.operand === "choice") lines.push(`${start} -a ${quote(verb.choices.join(" "))}`);
  return lines;
}

function flagWords(flag: FlagSpec): string {
  const names = flag.names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const value = {
    none: [],
    file: ["-r", "-F"],
    text: ["-x"],
    choice: ["-x", `-a ${quote(flag.choices.join(" "))}`],
  }[flag.value];
  return [...names, ...value, `-d ${quote(flag.description)}`].join(" ");
}

/** A single-quoted word; fish knows backslash escapes inside. */
function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
