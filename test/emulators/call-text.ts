/** A call as a model without a parser writes it. */
export function asText({ name, args }: { name: string; args: string }): string {
  return `<tool_call>\n{"name": "${name}", "arguments": ${args}}\n</tool_call>`;
}
