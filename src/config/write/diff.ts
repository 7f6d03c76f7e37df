/** The change of a file as a unified diff; empty when nothing changes. A text is null where there is no file. */
export async function unifiedDiff(
  before: string | null,
  after: string | null,
  path: string,
): Promise<string> {
  if (before === after) return "";
  const { createTwoFilesPatch } = await import("diff");
  const name = (text: string | null) => (text === null ? "/dev/null" : path);
  const [old, now] = [name(before), name(after)];
  const patch = createTwoFilesPatch(old, now, before ?? "", after ?? "", undefined, undefined, {
    context: 3,
  });
  // Without the "Index:" line, which not every reader of diffs knows.
  return patch.slice(patch.indexOf("--- "));
}

/** The number of lines that a change adds and removes. */
export async function countLines(before: string, after: string): Promise<{ added: number; removed: number }> {
  const { diffLines } = await import("diff");
  let added = 0;
  let removed = 0;
  for (const part of diffLines(before, after)) {
    if (part.added) added += part.count ?? 0;
    if (part.removed) removed += part.count ?? 0;
  }
  return { added, removed };
}
