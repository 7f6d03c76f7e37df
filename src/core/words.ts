/** "1 key", "2 keys". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** 65536 as "65,536". */
export function tokens(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "a, b and c"; with more than `limit` names, the first ones and how many more there are. */
export function listed(names: readonly string[], limit = 5): string {
  const shown = names.slice(0, limit);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** The same, with the names in quotes. */
export function listQuoted(names: readonly string[], limit = 4): string {
  return listed(
    names.map((name) => JSON.stringify(name)),
    limit,
  );
}

/** The texts whose condition is true: `condition && "text"`. */
export function present(...texts: readonly (string | false | null)[]): string[] {
  return texts.filter((text) => typeof text === "string");
}
