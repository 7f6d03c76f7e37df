import type { FlagSpec, VerbSpec } from "./spec.ts";

/** A script for bash 3.2 and later (macOS has 3.2), without the bash-completion package. */
export function bashScript(program: string, verbs: readonly VerbSpec[]): string {
  const fn = `_${program.replaceAll("-", "_")}`;
  const verbWords = [...verbs.map((v) => v.name), "help", "--help", "--version"].join(" ");
  return `# bash completion for ${program}
# Load it: eval "$(${program} completion bash)"
${fn}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="" verb="" word i
  [ "$COMP_CWORD" -gt 0 ] && prev="\${COMP_WORDS[COMP_CWORD-1]}"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      -*) ;;
      *) verb="$word"; break ;;
    esac
  done
  COMPREPLY=()
  case "$verb" in
    "")
      COMPREPLY=($(compgen -W "${verbWords}" -- "$cur"))
      ;;
    help)
      COMPREPLY=($(compgen -W "${verbs.map((v) => v.name).join(" ")}" -- "$cur"))
      ;;
${verbs.map((verb) => verbCase(verb)).join("")}  esac
}
complete -o bashdefault -o default -F ${fn} ${program}
`;
}

function verbCase(verb: VerbSpec): string {
  const values = verb.flags.filter((flag) => flag.value !== "none").map(valueCase);
  const flags = verb.flags.flatMap((flag) => flag.names).join(" ");
  return `    ${verb.name})
      case "$prev" in
${values.join("")}        *)
          case "$cur" in
            -*) COMPREPLY=($(compgen -W "${flags}" -- "$cur")) ;;
            *) ${operand(verb)} ;;
          esac
          ;;
      esac
      ;;
`;
}

function valueCase(flag: FlagSpec): string {
  return `        ${flag.names.join("|")}) ${reply(flag.value, flag.choices)} ;;\n`;
}

function operand(verb: VerbSpec): string {
  return reply(verb.operand, verb.choices);
}

/** File names are left to readline's own default (\`-o default\`), which quotes blanks properly. */
function reply(kind: "none" | "file" | "choice" | "text", choices: readonly string[]): string {
  return kind === "choice" ? `COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$cur"))` : ":";
}
