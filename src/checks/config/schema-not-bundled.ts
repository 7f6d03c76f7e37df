import { schemaCheck } from "../support/config-schema.ts";
import { type ConfigFinding, defineCheck } from "../types.ts";

/** Reports that the schema of the version is unknown. */
export const schemaNotBundled = defineCheck({
  id: "schema-not-bundled",
  title: "Schema of this OpenClaw version is not bundled",
  severity: "info",
  doc: {
    what: "The config is for an OpenClaw version that is older than every schema in this package, so the oldest schema was used.",
    why: "A key that only that old version had is reported as unknown, and a key that it did not have yet is not reported.",
    bad: "{}",
    good: "{}",
    version: "2026.1.5",
  },
  config: {
    run(context) {
      const { fit, snapshots, notes } = schemaCheck(context);
      const found: ConfigFinding[] = [];
      if (fit === "older")
        found.push({
          at: [],
          status: "unverified",
          message: `The schema of OpenClaw ${context.openclaw.version} is not bundled; the rules of ${snapshots[0] ?? "no version"} were used`,
          fixHint: "update OpenClaw, or set the version with --openclaw-version",
        });
      if (notes.length > 0)
        found.push({
          at: [],
          status: "unverified",
          message: `Not checked in OpenClaw's schema: ${notes.join(", ")}`,
        });
      return found;
    },
  },
});
