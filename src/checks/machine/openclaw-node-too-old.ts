import { neutralize } from "../../core/text.ts";
import { nodeRuntimes, openclawPackage } from "../../machine/facts/node-runtime.ts";
import { ran, skipped } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

export const openclawNodeTooOld = defineCheck({
  id: "openclaw-node-too-old",
  title: "Node is not compatible with the installed OpenClaw",
  severity: "error",
  doc: {
    what: "The installed OpenClaw package names the Node versions that it supports, and the Node on PATH, or the one of its service, is not among them.",
    why: "OpenClaw refuses to start on such a Node, or crashes at the first API that this Node lacks.",
    seen: "OpenClaw 2026.9.6 on Node 20.20.2",
    helps: "`nvm install 24`, or another Node that the finding names; then `openclaw gateway restart`",
  },
  machine: {
    async run(world) {
      const installed = await openclawPackage.of(world);
      if (!installed.known) return skipped(installed.reason);
      if (installed.value === null) return skipped("openclaw is not on PATH");
      const { version, nodeRange } = installed.value;
      const { satisfies, validRange } = (await import("semver")).default;
      if (nodeRange === null || validRange(nodeRange) === null)
        return skipped("OpenClaw's package does not name the Node versions that it supports");
      const runtimes = await nodeRuntimes.of(world);
      if (!runtimes.known) return skipped(runtimes.reason);
      const bad = runtimes.value.filter((one) => !satisfies(one.version, nodeRange));
      const range = neutralize(nodeRange, 80);
      return ran(
        bad.map((one) => ({
          message:
            one.by === "service"
              ? `OpenClaw ${version} needs Node ${range}, and its service runs it with ${one.version}`
              : `OpenClaw ${version} needs Node ${range}, and the node on PATH is ${one.version}`,
          target: neutralize(one.path),
          evidence: { openclaw: version, needs: range, node: one.version, by: one.by },
          fixHint:
            one.by === "service"
              ? "install a supported Node, then reinstall the service: openclaw gateway install --force"
              : "install a supported Node and put it first on PATH",
        })),
      );
    },
  },
});
