/** What scripts/compare-recommenders.js needs of the sources. */
export { parseCatalog, withEvidence } from "../../../src/fit/catalog.ts";
export { parseEvidence } from "../../../src/fit/evidence.ts";
export { fieldMarkdown } from "./field.ts";
export { COMPARED } from "./machines.ts";
export { comparedMarkdown } from "./markdown.ts";
export { parsePeers } from "./peers.ts";
