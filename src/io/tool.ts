import { readFileSync } from "node:fs";
import { asString, getKey, parseJson } from "../core/json.ts";
import { packageFile } from "../core/package-root.ts";

/** The version of this package, from its package.json. */
export function toolVersion(): string {
  return asString(getKey(parseJson(readFileSync(packageFile("package.json"), "utf8")), "version")) ?? "0.0.0";
}
