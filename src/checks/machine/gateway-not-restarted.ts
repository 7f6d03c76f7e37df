import { fixOf } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { gatewayProcess } from "../../machine/facts/gateway-process.ts";
import { ran, skipped } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

/** The gateway writes the file itself while it starts, in ms. */
const START_MS = 30_000;

export const gatewayNotRestarted = defineCheck({
  id: "gateway-not-restarted",
  title: "The gateway runs with an older config",
  severity: "warning",
  doc: {
    what: "The config is newer than the running gateway, and `gateway.reload.mode` is `off`. In the default mode OpenClaw applies changes automatically, so nothing is reported.",
    why: "Config changes have no effect until the gateway is restarted, so it looks as if OpenClaw ignores them.",
    seen: 'gateway: { reload: { mode: "off" } }, and the config was edited after the gateway was started',
    helps: "`openclaw gateway restart`",
  },
  machine: {
    async run(world) {
      const { config, fs, inUse } = world;
      if (config === null || !inUse) return skipped("it is not the config that OpenClaw uses here");
      const path = ["gateway", "reload", "mode"];
      if (getIn(config.value, path) !== "off") return ran();
      const running = await gatewayProcess.of(world);
      if (!running.known) return skipped(running.reason);
      if (running.value === null) return skipped("no gateway runs");
      const changed = Math.max(...config.files.map((file) => fs.info(file.path)?.mtimeMs ?? 0));
      const { pid, startedAtMs } = running.value;
      if (changed <= startedAtMs + START_MS) return ran();
      return ran({
        message:
          "The config was changed after the gateway was started, and gateway.reload.mode is off: the gateway does not have the change",
        at: path,
        evidence: {
          pid,
          started: new Date(startedAtMs).toISOString(),
          changed: new Date(changed).toISOString(),
        },
        fixHint: "restart the gateway, or let it apply changes automatically (mode hybrid)",
        fix: fixOf({ commands: ["openclaw gateway restart"] }),
      });
    },
  },
});
