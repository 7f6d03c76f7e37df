/** The inverse of formatPath; also accepts OpenClaw's dotted form (`models.0.name`). Null when it is not a path. */
export function parsePath(text: string): (string | number)[] | null {
  const path: (string | number)[] = [];
  const token = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\.(\d+)/y;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) return null;
    const [, key, index, quoted, dotted] = match;
    if (key !== undefined) path.push(key);
    else if (index !== undefined) path.push(Number(index));
    else if (dotted !== undefined) path.push(Number(dotted));
    else if (quoted !== undefined) path.push(String(JSON.parse(quoted)));
  }
  return path;
}
