/** What scripts/calibrate.js bundles. */
export { parseCatalog } from "../../../src/fit/catalog.ts";
export { calibrate } from "./index.ts";
export { calibrationMarkdown, summary } from "./markdown.ts";
