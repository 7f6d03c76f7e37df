import type { Outside } from "../../ports/index.ts";
import { hardwareText, toHardwareJson } from "../../report/hardware-text.ts";
import { readMachine } from "../shared/machine.ts";
import { flagOption, type RawOptions } from "../shared/options.ts";
import { progressFor, stdoutStyle } from "../shared/style.ts";

/** What the machine has, with the source of every figure. */
export async function run(_args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  const progress = progressFor(raw, outside);
  progress.start("reading the hardware");
  const hardware = await readMachine(raw, outside);
  progress.stop();
  await outside.stdout(
    flagOption(raw, "json")
      ? `${JSON.stringify(toHardwareJson(hardware), null, 2)}\n`
      : hardwareText(
          hardware,
          await stdoutStyle(raw, outside),
          outside.stdoutIsTty ? outside.width : undefined,
        ),
  );
  return 0;
}
