import type { FlagSpec, VerbSpec } from "./spec.ts";

/** A script for zsh: to be eval'ed, or to be saved as `_openclaw-local` in a folder of fpath. */
export function zshScript(program: string, verbs: readonly VerbSpec[]): string {
  const fn = `_${program.replaceAll("-", "_")}`;
  return `#compdef ${program}
# zsh completion for ${program}
# Load it: eval "$(${program} completion zsh)"
${fn}() {
  local context state state_descr line
  typeset -A opt_args
  local -a verbs
  verbs=(
${verbs.map((v) => `    ${quote(`${v.name}:${v.summary}`)}\n`).join("")}  )
  _arguments -C \\
    '(-h --help)'{-h,--help}'[show help]' \\
    '(-V --version)'{-V,--version}'[print the version]' \\
    '1: :->verb' \\
    '*:: :->rest'
  case $state in
    verb) _describe -t commands 'command' verbs ;;
    rest)
      case $line[1] in
${verbs.map(verbCase).join("")}      esac
      ;;
  esac
}
if [ "$funcstack[1]" = "${fn}" ] || [ "$funcstack[1]" = "_${program}" ]; then
  ${fn} "$@"
else
  compdef ${fn} ${program}
fi
`;
}

function verbCase(verb: VerbSpec): string {
  const lines = [...verb.flags.map(flagLine), ...operandLine(verb)];
  return `        ${verb.name})
          _arguments \\
${lines.map((line) => `            ${line}`).join(" \\\n")}
          ;;
`;
}

/** `*` lets an option come again; which ones may is the program's business, and it says so. */
function flagLine(flag: FlagSpec): string {
  const names = flag.names.map((name) => (flag.value === "none" ? name : `${name}=`));
  const action = {
    none: "",
    file: ":file:_files",
    text: ":value: ",
    choice: `:value:(${flag.choices.join(" ")})`,
  }[flag.value];
  const description = `[${flag.description.replace(/[[\]\\:]/g, (c) => `\\${c}`)}]${action}`;
  return names.map((name) => quote(`*${name}${description}`)).join(" ");
}

function operandLine(verb: VerbSpec): string[] {
  if (verb.operand === "file") return ["'*:file:_files'"];
  return verb.operand === "choice" ? [quote(`1:value:(${verb.choices.join(" ")})`)] : [];
}

/** A single-quoted word. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
