/** What scripts/calibrate-exam.js bundles. */
export { material } from "./index.ts";
export { realMarkdown, scriptedMarkdown } from "./markdown.ts";
