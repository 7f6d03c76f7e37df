/** What scripts/calibrate.js bundles. */
export { parseCatalog } from "../../../src/hardware/catalog.ts";
export { calibrate } from "./index.ts";
export { calibrationMarkdown, summary } from "./markdown.ts";
