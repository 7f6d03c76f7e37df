import type { SHELLS } from "./spec.ts";

/** The scripts that shells load. On Tab they run the hidden command, and offer file names if it prints nothing. */
export const STUBS = {
  // bash 3.2 and later (macOS has 3.2), without the bash-completion package. Readline completes only what follows the
  // last `:` or `=`, so the part before it is removed from the answers.
  bash: `# eval "$(openclaw-local completion bash)"
_openclaw_local() {
  local line="\${COMP_LINE:0:COMP_POINT}" word cur
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  cur="\${words[\${#words[@]} - 1]}"
  COMPREPLY=()
  while IFS=$'\\t' read -r word _; do
    COMPREPLY+=("\${word#"\${cur%"\${cur##*[:=]}"}"}")
  done < <(openclaw-local __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o bashdefault -o default -F _openclaw_local openclaw-local
`,
  zsh: `#compdef openclaw-local
# eval "$(openclaw-local completion zsh)", or save it as _openclaw-local in a folder of fpath
_openclaw_local() {
  local -a found
  found=("\${(@f)$(openclaw-local __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=("\${(@)\${(@)found//:/\\\\:}//$'\\t'/:}")
  if [[ -n $found[1] ]]; then _describe openclaw-local found; else _files; fi
}
if [ "$funcstack[1]" = _openclaw_local ] || [ "$funcstack[1]" = _openclaw-local ]; then
  _openclaw_local "$@"
else
  compdef _openclaw_local openclaw-local
fi
`,
  fish: `# openclaw-local completion fish | source, or save it in ~/.config/fish/completions
function __openclaw_local
  set -l words (commandline -opc)
  set -e words[1]
  set -l found (openclaw-local __complete -- $words (commandline -ct) 2>/dev/null)
  if set -q found[1]
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c openclaw-local -f -a '(__openclaw_local)'
`,
  // Windows PowerShell 5.1 and PowerShell 7. Version 5 drops empty words, so the current one goes first, after a `=`.
  powershell: `# openclaw-local completion powershell | Out-String | Invoke-Expression (in $PROFILE)
Register-ArgumentCompleter -Native -CommandName openclaw-local -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
  openclaw-local __complete "=$wordToComplete" @words 2>$null | ForEach-Object {
    $word, $about = $_ -split "\\t", 2
    if (-not $about) { $about = $word }
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
  }
}
`,
} satisfies Record<(typeof SHELLS)[number], string>;
