import { answer } from "./answer.ts";
import { followUp } from "./follow-up.ts";
import { forcedTool } from "./forced-tool.ts";
import { maxTokensField } from "./max-tokens-field.ts";
import { measure } from "./measure.ts";
import { noPattern } from "./no-pattern.ts";
import { noStore } from "./no-store.ts";
import { noStreamOptions } from "./no-stream-options.ts";
import { noThinking } from "./no-thinking.ts";
import { oneTool } from "./one-tool.ts";
import { otherRoute } from "./other-route.ts";
import { parallel } from "./parallel.ts";
import { repeat } from "./repeat.ts";
import { resultName } from "./result-name.ts";
import { roleContentOnly } from "./role-content-only.ts";
import { shortTools } from "./short-tools.ts";
import { singleMessage } from "./single-message.ts";
import { small } from "./small.ts";
import { stringContent } from "./string-content.ts";
import { systemRole } from "./system-role.ts";
import { tools } from "./tools.ts";
import { toolsAgain } from "./tools-again.ts";
import type { Probe } from "./types.ts";
import { unstreamedTools } from "./unstreamed-tools.ts";

/**
 * Every inference of --deep, in the order in which they are made. A healthy server gets four (small, answer, tools,
 * follow-up), a slow one up to three more; the diagnosis comes behind the failure that it explains.
 */
export const PROBES: readonly Probe[] = [
  small,
  stringContent,
  singleMessage,
  noStreamOptions,
  maxTokensField,
  systemRole,
  noStore,
  measure,
  answer,
  repeat,
  tools,
  shortTools,
  toolsAgain,
  noPattern,
  unstreamedTools,
  noThinking,
  otherRoute,
  forcedTool,
  oneTool,
  followUp,
  resultName,
  roleContentOnly,
  parallel,
];
