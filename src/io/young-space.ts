/** The Node releases on which this was tested: V8 does not promise the effect of the option. */
const TRIED = [20, 22, 24, 26];

/**
 * Keeps V8's young generation at its current size until the returned function is called. V8 doubles it, up to 16 MB and
 * twice that in pages, once enough objects have survived a collection. The tree of a large file survives once; everything
 * else dies at once, so a larger space would only hold more garbage. No measurable effect on time (bench/lint.js). V8
 * changes a factor of 1 to 2 if it is given on Node's command line, but not if it is set later. The code cache is valid
 * only for the same options, so they must be restored.
 */
export function holdYoungSpace(): () => void {
  const major = Number(process.versions.node.split(".")[0]);
  if (!TRIED.includes(major)) return () => undefined;
  const v8 = process.getBuiltinModule("node:v8");
  v8.setFlagsFromString("--semi-space-growth-factor=1");
  return () => v8.setFlagsFromString("--semi-space-growth-factor=2");
}
