import { fixOf } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { gatewayProcess } from "../../machine/facts/gateway-process.ts";
import { ran, skipped } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

/** The gateway writes the file itself while it starts. In ms. */
const START_MS = 30_000;

/** The running gateway has an older config, and takes no changes over by itself. */
export const gatewayNotRestarted = defineCheck({
  id: "gateway-not-restarted",
  title: "The gateway runs with an older config",
  severity: "warning",
  doc: {
    what: "The config is newer than the running gateway, and `gateway.reload.mode` is `off`. With the usual mode OpenClaw takes changes over by itself, which is no finding.",
    why: "A change of the config then does nothing until the gateway is restarted, and it looks as if OpenClaw ignored it.",
    seen: 'gateway: { reload: { mode: "off" } }, and the config was edited after the gateway was started',
    helps: "openclaw gateway restart",
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
        fixHint: "restart the gateway, or let it take changes over itself (mode hybrid)",
        fix: fixOf({ commands: ["openclaw gateway restart"] }),
      });
    },
  },
});
