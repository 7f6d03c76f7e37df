/** What scripts/propose-model.js bundles. */
export { BadInput, readFiles } from "./files.ts";
export { proposeRow } from "./row.ts";
