import { readQuestion } from "../../fit/answer.ts";
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
  const answer = readQuestion(o, { fs, env, host, show: (path) => displayPath(path, host.cwd) });
  const probe = () => probeHardware(outside, hardwareOverrides(o));
  const { recommendation, asked } = answer(await showing("reading the hardware", o, outside, probe));
  if (o.json) {
    await printJson(toRecommendJson(recommendation, asked), outside);
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
