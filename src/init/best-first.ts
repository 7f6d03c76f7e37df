/** Items by their figures, larger ones first: the first figure that differs decides. Equal items keep their order. */
export function bestFirst<T>(items: readonly T[], figures: (item: T) => readonly number[]): T[] {
  const ranked = items.map((item) => ({ item, figures: figures(item) }));
  ranked.sort((a, b) => {
    const at = a.figures.findIndex((n, i) => n !== b.figures[i]);
    return at < 0 ? 0 : (b.figures[at] ?? 0) - (a.figures[at] ?? 0);
  });
  return ranked.map(({ item }) => item);
}
