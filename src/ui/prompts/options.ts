export interface Option<T extends string> {
  value: T;
  name: string;
  /** Shown while the option is highlighted. */
  description?: string | undefined;
  /** The letter that chooses it in a short list. */
  key?: string | undefined;
}

/** Longer lists are filtered by typing; in shorter ones a letter chooses. */
const SHORT_LIST = 9;

export function isLong(options: readonly unknown[]): boolean {
  return options.length > SHORT_LIST;
}

/** The options whose name has all words of the filter, in any order and case. Options with a key always stay. */
export function filtered<T extends string>(options: readonly Option<T>[], filter: string): Option<T>[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return options.filter(({ name, key }) => {
    const text = name.toLowerCase();
    return key !== undefined || words.every((word) => text.includes(word));
  });
}
