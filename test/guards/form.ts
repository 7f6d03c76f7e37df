/**
 * How to read the form of a text of the kind of `example`: the values of JSON, the tags of XML, the markup of Markdown,
 * the lines of anything else. Foreign words in a report must not change it.
 */
export function formLike(example: string): (text: string) => string {
  if (/^[{[]/.test(example)) return (text) => shapeOf(JSON.parse(text));
  if (example.startsWith("<?xml")) return tagsOf;
  if (/^#{1,6} /.test(example)) return (text) => markupOf(text.split("\n"));
  return (text) => `${text.split("\n").length} lines`;
}

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shapeOf).join()}]`;
  if (typeof value === "object" && value !== null) return `{${Object.values(value).map(shapeOf).join()}}`;
  return typeof value;
}

/** The tags with the names of their attributes; then what is outside of them, if it is no plain text. */
function tagsOf(text: string): string {
  const tag = /<[^<>"]*(?:"[^<"]*"[^<>"]*)*>/g;
  const tags = (text.match(tag) ?? []).map((one) => one.replace(/"[^"]*"/g, '""'));
  const rest = text.replace(tag, "").match(/[<>]/g) ?? [];
  const entities = text.match(/&(?!(?:amp|lt|gt|quot|apos|#\d+);).{0,9}/g) ?? [];
  return [...tags, ...rest, ...entities].join("");
}

/** The characters with a meaning in Markdown or HTML, line by line. */
function markupOf(lines: readonly string[]): string {
  let fence: string | null = null;
  return lines
    .map((line) => {
      const [, ticks] = /^\s*(`{3,}(?=[^`]*$)|~{3,})/.exec(line) ?? [];
      if (fence !== null) {
        if (line.trim().length < fence.length || line.trim() !== fence.padEnd(line.trim().length, fence))
          return "";
        fence = null;
        return "end of a fence";
      }
      fence = ticks ?? null;
      return ticks === undefined ? markupOfLine(line) : "fence";
    })
    .join("\n");
}

function markupOfLine(line: string): string {
  const tokens = line.matchAll(/\\[!-/:-@[-`{-~]|&(?:\w+|#\w+);|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|./gu);
  const isRow = line.startsWith("|");
  return [...tokens]
    .map(([token, ticks]) => (ticks === undefined ? token : "code"))
    .filter((token) => token === "code" || /^[*_<>[\]#~`]$/.test(token) || (isRow && token === "|"))
    .join("");
}
