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

/** 400 as "400 ms", 4000 as "4 s", 90000 as "1 min 30 s". */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(1, Math.round(ms))} ms`;
  if (ms < 10_000 && ms % 1_000 >= 100) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}
