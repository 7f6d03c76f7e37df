const RULES: readonly string[] = [
  "Section {n}: the workspace keeps notes, tasks and plans as Markdown files, one subject a file.",
  "Quote only the lines that matter for the question, and name the file that they are from.",
  "State what went wrong when something did; an apology is not needed.",
  "Skill {n}: to be read only when the user asks for what it describes.",
  "Dates are written as year, month, day; times are local unless a zone is given.",
  "Before a new note is made, look whether there is one on the subject already.",
  "Entry {n} of the memory: the user likes direct answers and short lists.",
  "Secrets such as keys and passwords are never repeated, not even in part.",
];

/** A system prompt that is filled up to `chars` characters with text like that of workspace files. */
export function handbook(start: string, chars: number): string {
  const lines = [start, "", "# Workspace handbook"];
  let length = lines.join("\n").length;
  for (let n = 1; length < chars; n += 1) {
    const line = (RULES[n % RULES.length] ?? "").replace("{n}", String(n));
    lines.push(line);
    length += line.length + 1;
  }
  return lines.join("\n");
}
