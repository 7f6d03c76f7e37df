import { readQuestion } from "../../fit/answer.ts";
import { ageOf } from "../../fit/catalog-file.ts";
import { ownFigures } from "../../fit/own/file.ts";
import { probeHardware } from "../../machine/probe.ts";
import { askedText } from "../../report/asked-text.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { recommendText, toRecommendJson } from "../../report/recommend-text.ts";
import { useAscii } from "../../ui/symbols.ts";
import { showing, stdoutStyle } from "../../ui/terminal.ts";
import type { Run } from "../shared/command.ts";
import { printJson } from "../shared/emit.ts";
import { hardwareOverrides } from "../shared/hardware.ts";
import type { recommend } from "./spec.ts";

/** Prints which models fit, or with --model what one model needs. Exit 0 also when nothing fits. */
export const run: Run<typeof recommend> = async (o, _args, outside) => {
  const { fs, env, host } = outside;
  const sources = { fs, env, host, show: (path: string) => displayPath(path, host.cwd) };
  // flags describe another machine, of which nothing was measured
  const own = [o.vram, o.unified, o.ram, o.bandwidth].some((flag) => flag !== undefined)
    ? undefined
    : ownFigures(sources);
  const answer = readQuestion({ ...o, own }, sources);
  const probe = () => probeHardware(outside, hardwareOverrides(o));
  const found = answer(await showing("reading the hardware", o, outside, probe));
  const { asked, catalog } = found;
  const notes = [ageOf(catalog, new Date(outside.now())).note, own?.problem ?? null];
  const recommendation = {
    ...found.recommendation,
    notes: [...found.recommendation.notes, ...notes.filter((note) => note !== null)],
  };
  if (o.json) {
    await printJson(toRecommendJson(recommendation, asked, catalog), outside);
    return 0;
  }
  const ascii = useAscii(env, host.platform);
  const look = {
    style: await stdoutStyle(o, outside),
    ascii,
    plain: !outside.stdoutIsTty || ascii,
    width: outside.stdoutIsTty ? outside.width : undefined,
  };
  await outside.stdout(
    asked === null ? recommendText(recommendation, look) : askedText(asked, recommendation, look),
  );
  return 0;
};
