import { createPrompt, isEnterKey, useKeypress, useState } from "@inquirer/core";
import type { Style } from "../color.ts";
import type { Symbols } from "../symbols.ts";
import { WENT_BACK } from "./back.ts";

export interface LineConfig {
  message: string;
  preset: string | null;
  /** What is wrong with an answer, or null. */
  check(answer: string): string | null;
  help: string | undefined;
  back: boolean;
  /** The answer is a secret: nothing of it shows, not even its length. */
  hidden: boolean;
  style: Style;
  symbols: Symbols;
}

/** One line of text. An empty line takes the preset. */
export const line = createPrompt<string | typeof WENT_BACK, LineConfig>((config, done) => {
  const { style, symbols, hidden } = config;
  const [value, setValue] = useState("");
  const [ended, setEnded] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [helped, setHelped] = useState(false);

  useKeypress((key, rl) => {
    if (isEnterKey(key)) {
      const answer = value.trim() === "" ? (config.preset ?? "") : value.trim();
      const problem = config.check(answer);
      setWrong(problem);
      // readline has emptied its line; the user goes on with what is there
      if (problem !== null) rl.write(value);
      else {
        setEnded(hidden ? "[hidden]" : answer);
        done(answer);
      }
    } else if (key.name === "escape" && config.back) {
      setEnded("back");
      done(WENT_BACK);
    } else if (rl.line === "?" && config.help !== undefined) {
      rl.clearLine(0);
      setHelped(!helped);
    } else {
      setValue(rl.line);
      setWrong(null);
    }
  });

  if (ended !== null) return `${style.green(symbols.pass)} ${config.message} ${style.cyan(ended)}`;
  const proposed = config.preset !== null && value === "" ? style.dim(` (${config.preset})`) : "";
  const typed = hidden ? "" : value;
  return [
    `${style.cyan("?")} ${style.bold(config.message)}${proposed} ${typed}`,
    below(config, wrong, helped),
  ];
});

function below(
  { style, symbols, back, help, hidden }: LineConfig,
  wrong: string | null,
  helped: boolean,
): string {
  const keys = [
    ...(hidden ? ["nothing shows while you type"] : []),
    "Enter accept",
    ...(back ? ["Esc back"] : []),
    ...(help === undefined ? [] : ["? help"]),
  ];
  return [
    ...(wrong === null ? [] : [style.red(wrong)]),
    ...(helped && help !== undefined ? [help] : []),
    style.dim(keys.join(` ${symbols.dot} `)),
  ].join("\n");
}
