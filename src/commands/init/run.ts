import { CHECKS } from "../../checks/registry.ts";
import { runInit } from "../../init/run.ts";
import { probeHardware } from "../../machine/probe.ts";
import { sourcesOf } from "../../report/parts/configs.ts";
import { canAsk, prompterFor } from "../shared/ask.ts";
import type { Run } from "../shared/command.ts";
import { emitReport, PRETTY } from "../shared/emit.ts";
import { hardwareOverrides } from "../shared/hardware.ts";
import type { init } from "./spec.ts";

const NOBODY = {
  noInput: "--no-input forbids asking before the config is written",
  noTerminal: "there is no terminal to ask on",
  hint: "add --yes to take the proposed choices, or --dry-run to see them first",
};

/** Finds servers, chooses, shows the change, writes it and examines the result. */
export const run: Run<typeof init> = (o, _args, outside) =>
  runInit(o, {
    outside,
    ask: () => (o.yes || (o.dryRun && !canAsk(o, outside)) ? null : prompterFor(o, NOBODY, outside)),
    hardware: () => probeHardware(outside, hardwareOverrides(o)),
    show: (report, config) =>
      emitReport(report, PRETTY, o, outside, { checks: CHECKS, sources: sourcesOf([config]) }),
  });
