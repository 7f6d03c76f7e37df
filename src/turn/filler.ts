/** Sentences like those of an agent's workspace files; numbers keep tokenizers from folding repetitions. */
const LINES: readonly string[] = [
  "Section {n}: the workspace keeps notes, tasks and plans as plain Markdown files.",
  "When a file is asked for, read it first and quote only the lines that matter for the question.",
  "Prefer small steps. State what you are about to do, do it, then state what came of it.",
  "Never invent the content of a file, the output of a command or the result of a search.",
  "Item {n} of the checklist: look for an existing note before a new one is written.",
  "If a tool reports an error, read the message and try one other way before asking the user.",
  "Dates are written as year, month, day; times are local unless a zone is given.",
  "Keep answers short. A list is fine where there are several independent points.",
  "Memory entry {n}: the user likes direct answers and dislikes apologies.",
  "Secrets such as keys and passwords are never repeated, not even in part.",
];

/**
 * A system prompt of about `chars` characters. An agent's real one has 40,000 to 50,000. It starts with the salt, so that
 * prompts with different salts share no prefix in the server's prompt cache. `from`: the number of its first line; another
 * one makes the later lines differ, too, since llama.cpp's --cache-reuse finds equal pieces behind a prefix.
 */
export function fillerPrompt(chars: number, salt = "", from = 1): string {
  const open = salt === "" ? "" : `[${salt}] `;
  let text = `${open}You are a personal assistant that runs on the user's own machine and may use tools.\n`;
  for (let n = from; text.length < chars; n += 1) {
    text += `${(LINES[n % LINES.length] ?? "").replace("{n}", String(n))}\n`;
  }
  return text.slice(0, Math.max(chars, 200));
}
