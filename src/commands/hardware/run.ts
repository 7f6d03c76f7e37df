import { probeHardware } from "../../machine/probe.ts";
import { hardwareText, toHardwareJson } from "../../report/hardware-text.ts";
import { showing, stdoutStyle } from "../../ui/terminal.ts";
import type { Run } from "../shared/command.ts";
import { printJson } from "../shared/emit.ts";
import { hardwareOverrides } from "../shared/hardware.ts";
import type { hardware } from "./spec.ts";

/** Prints the hardware of this machine with the source of every figure. */
export const run: Run<typeof hardware> = async (o, _args, outside) => {
  const probe = () => probeHardware(outside, hardwareOverrides(o));
  const found = await showing("reading the hardware", o, outside, probe);
  const width = outside.stdoutIsTty ? outside.width : undefined;
  if (o.json) await printJson(toHardwareJson(found), outside);
  else await outside.stdout(hardwareText(found, await stdoutStyle(o, outside), width));
  return 0;
};
