import { readCatalog } from "../hardware/catalog.ts";
import { recommend } from "../hardware/recommend.ts";
import { SERVE_KINDS } from "../hardware/serve.ts";
import type { Outside } from "../ports/index.ts";
import { recommendText, toRecommendJson } from "../report/recommend-text.ts";
import { useAscii } from "../ui/symbols.ts";
import { readMachine } from "./machine.ts";
import { flagOption, numberOption, type RawOptions, textOption } from "./options.ts";
import { progressFor, stdoutStyle } from "./style.ts";

/** Which model fits. Exit 0 also when none does: that is an answer. */
export async function run(_args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  const progress = progressFor(raw, outside);
  progress.start("reading the hardware");
  const hardware = await readMachine(raw, outside);
  progress.stop();
  const context = numberOption(raw, "context");
  const server = SERVE_KINDS.find((kind) => kind === textOption(raw, "server"));
  const recommendation = recommend(
    hardware,
    {
      allowLowQuant: flagOption(raw, "allowLowQuant"),
      ...(context === undefined ? {} : { context }),
      ...(server === undefined ? {} : { server }),
    },
    readCatalog(outside.fs),
  );
  const ascii = useAscii(outside.env, outside.host.platform);
  await outside.stdout(
    flagOption(raw, "json")
      ? `${JSON.stringify(toRecommendJson(recommendation), null, 2)}\n`
      : recommendText(recommendation, { style: await stdoutStyle(raw, outside), ascii }),
  );
  return 0;
}
