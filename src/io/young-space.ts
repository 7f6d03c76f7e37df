/** The releases of Node that this was tried on. What V8 makes of the option is no promise of its makers. */
const TRIED = [20, 22, 24, 26];

/**
 * Keeps V8's space for young objects at the size that it has, until the function that this gives is called. V8 doubles it,
 * up to 16 MB and twice that in pages, whenever as much has outlived a collection as fits in it. What a large file is
 * read into does so once, and all the rest is rubbish at once: the larger space would only hold more of it. Takes no
 * measurable time more (bench/lint.js). V8 corrects a factor of 1 to 2 when it is given on the command line of Node; set
 * later it is taken as it is. The code cache holds for the same options only, so they must be put back.
 */
export function holdYoungSpace(): () => void {
  const major = Number(process.versions.node.split(".")[0]);
  if (!TRIED.includes(major)) return () => undefined;
  const v8 = process.getBuiltinModule("node:v8");
  v8.setFlagsFromString("--semi-space-growth-factor=1");
  return () => v8.setFlagsFromString("--semi-space-growth-factor=2");
}
