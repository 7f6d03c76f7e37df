import type { FlagSpec, VerbSpec } from "./spec.ts";

/** A script for Windows PowerShell 5.1 and PowerShell 7: goes into $PROFILE. */
export function powershellScript(program: string, verbs: readonly VerbSpec[]): string {
  return `# PowerShell completion for ${program}
# Load it: ${program} completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ${quote(program)} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $verbs = [ordered]@{
${verbs.map((v) => `    ${quote(v.name)} = ${quote(v.summary)}\n`).join("")}  }
  $flags = @{
${verbs.map((v) => `    ${quote(v.name)} = [ordered]@{ ${flagPairs(v)} }\n`).join("")}  }
  $values = @{
${verbs.flatMap(valuePairs).join("")}  }
  $operands = @{
${verbs
  .filter((v) => v.operand === "choice")
  .map((v) => `    ${quote(v.name)} = ${list(v.choices)}\n`)
  .join("")}  }
  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
  $verb = $words | Select-Object -Skip 1 | Where-Object { $_ -notlike '-*' } | Select-Object -First 1
  $previous = if ($words.Count -gt 0) { $words[-1] } else { '' }
  $found = [ordered]@{}
  if (-not $verb) { $found = $verbs }
  elseif ($values.ContainsKey("$verb $previous")) { foreach ($v in $values["$verb $previous"]) { $found[$v] = $v } }
  elseif ($wordToComplete -like '-*') { if ($flags.ContainsKey($verb)) { $found = $flags[$verb] } }
  elseif ($operands.ContainsKey($verb)) { foreach ($v in $operands[$verb]) { $found[$v] = $v } }
  $found.GetEnumerator() | Where-Object { $_.Key -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_.Key, $_.Key, 'ParameterValue', $_.Value)
  }
}
`;
}

function flagPairs(verb: VerbSpec): string {
  return verb.flags
    .flatMap((flag) => flag.names.map((name) => `${quote(name)} = ${quote(flag.description)}`))
    .join("; ");
}

/** "doctor --format" → its words; the table is flat, as PowerShell looks keys up without regard to case. */
function valuePairs(verb: VerbSpec): string[] {
  return verb.flags
    .filter((flag) => flag.value === "choice")
    .flatMap((flag) => flag.names.map((name) => pair(verb, name, flag)));
}

function pair(verb: VerbSpec, name: string, flag: FlagSpec): string {
  return `    ${quote(`${verb.name} ${name}`)} = ${list(flag.choices)}\n`;
}

function list(words: readonly string[]): string {
  return `@(${words.map(quote).join(", ")})`;
}

/** A single-quoted string; also typographic quotes end one in PowerShell. */
function quote(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, (c) => c + c)}'`;
}
