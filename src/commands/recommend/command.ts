import { UserError } from "../../core/errors.ts";
import { askFor, findModel } from "../../fit/ask.ts";
import { isModelFile, readModelFile } from "../../fit/model-file.ts";
import { poolOf } from "../../fit/pool.ts";
import { recommend } from "../../fit/recommend.ts";
import { SERVE_FORMATS } from "../../fit/serve.ts";
import type { AskedModel, Recommendation } from "../../fit/types.ts";
import type { Outside } from "../../ports/index.ts";
import { askedText } from "../../report/asked-text.ts";
import { recommendText, toRecommendJson } from "../../report/recommend-text.ts";
import { useAscii } from "../../ui/symbols.ts";
import { readMachine } from "../shared/machine.ts";
import { flagOption, numberOption, type RawOptions, textOption } from "../shared/options.ts";
import { progressFor, stdoutStyle } from "../shared/style.ts";
import { catalogFor, fromHere } from "./catalog-file.ts";

/** Which model fits, or with --model what one model needs. Exit 0 also when nothing fits: that is an answer. */
export async function run(_args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  const { recommendation, asked } = await answer(raw, outside);
  if (flagOption(raw, "json")) {
    await outside.stdout(`${JSON.stringify(toRecommendJson(recommendation, asked), null, 2)}\n`);
    return 0;
  }
  const ascii = useAscii(outside.env, outside.host.platform);
  const options = {
    style: await stdoutStyle(raw, outside),
    ascii,
    plain: !outside.stdoutIsTty || ascii,
    ...(outside.stdoutIsTty ? { width: outside.width } : {}),
  };
  await outside.stdout(
    asked === null ? recommendText(recommendation, options) : askedText(asked, recommendation, options),
  );
  return 0;
}

async function answer(
  raw: RawOptions,
  outside: Outside,
): Promise<{ recommendation: Recommendation; asked: AskedModel | null }> {
  // What the user got wrong is told before the machine is probed.
  const catalog = catalogFor(raw, outside);
  const name = textOption(raw, "model");
  const model =
    name === undefined
      ? null
      : isModelFile(name)
        ? readModelFile(fromHere(name, outside), outside.fs)
        : findModel(name, catalog);
  const context = numberOption(raw, "context");
  const quant = textOption(raw, "quant");
  if (quant !== undefined && model === null)
    throw new UserError("--quant is a form of --model, which is missing");
  const server = [...SERVE_FORMATS.keys()].find((kind) => kind === textOption(raw, "server"));
  const options = {
    allowLowQuant: flagOption(raw, "allowLowQuant"),
    ...(context === undefined ? {} : { context }),
    ...(server === undefined ? {} : { server }),
  };
  const progress = progressFor(raw, outside);
  progress.start("reading the hardware");
  const hardware = await readMachine(raw, outside).finally(() => progress.stop());
  if (model === null) return { recommendation: recommend(hardware, options, catalog), asked: null };
  const asked = askFor(
    { model, ...(context === undefined ? {} : { context }), ...(quant === undefined ? {} : { quant }) },
    poolOf(hardware),
  );
  const only = { ...model, rank: model.rank ?? 0 };
  return {
    recommendation: recommend(hardware, { ...options, named: true }, { asOf: catalog.asOf, models: [only] }),
    asked,
  };
}
