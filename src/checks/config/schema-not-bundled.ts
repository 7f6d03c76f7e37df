import { schemaCheck } from "../support/config-schema.ts";
import { defineCheck } from "../types.ts";

/** An honest word where the schema of the version is not known. */
export const schemaNotBundled = defineCheck({
  id: "schema-not-bundled",
  title: "Schema of this OpenClaw is not bundled",
  severity: "info",
  doc: {
    what: "The config is for an OpenClaw that is older than every schema in this package, so the oldest one was used.",
    why: "A key that only that old version had is reported as unknown, and one that it did not have yet is not.",
    bad: "{}",
    good: "{}",
    version: "2026.1.5",
  },
  config: {
    run(context) {
      const check = schemaCheck(context);
      const found = [];
      if (check.fit === "older")
        found.push({
          at: [],
          status: "unverified" as const,
          message: `The schema of OpenClaw ${context.openclaw.version} is not bundled; the rules of ${check.snapshots[0] ?? "no version"} were used`,
          fixHint: "update OpenClaw, or name the version with --openclaw-version",
        });
      if (check.notes.length > 0)
        found.push({
          at: [],
          status: "unverified" as const,
          message: `Not checked in the schema of OpenClaw: ${check.notes.join(", ")}`,
        });
      return found;
    },
  },
});
