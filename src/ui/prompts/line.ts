import { createPrompt, isBackspaceKey, isEnterKey, useKeypress, useState } from "@inquirer/core";
import type { Style } from "../color.ts";
import type { Symbols } from "../symbols.ts";
import { WENT_BACK } from "./back.ts";
import { behind, keysLine, paragraph, words } from "./layout.ts";

export interface LineConfig {
  message: string;
  preset: string | null;
  /** The preset, safe to print. */
  shownPreset: string | null;
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
    const typed = rl.line;
    // the library counts what is in readline's line as shown, and would take it off the question
    if (hidden) rl.clearLine(0);
    if (isEnterKey(key)) {
      const answer = value.trim() === "" ? (config.preset ?? "") : value.trim();
      const problem = config.check(answer);
      setWrong(problem);
      // readline has emptied its line; the user goes on with what is there
      if (problem !== null) {
        if (!hidden) rl.write(value);
      } else {
        setEnded(hidden ? "[hidden]" : answer);
        done(answer);
      }
    } else if (key.name === "escape" && config.back) {
      setEnded("back");
      done(WENT_BACK);
    } else if (typed === "?" && value === "" && config.help !== undefined) {
      rl.clearLine(0);
      setHelped(!helped);
    } else {
      setValue(!hidden ? typed : isBackspaceKey(key) ? value.slice(0, -1) : value + typed);
      setWrong(null);
    }
  });

  if (ended !== null)
    return behind(style.green(symbols.pass), `${config.message} ${words(ended, style.cyan)}`);
  const proposed =
    config.shownPreset !== null && value === "" ? ` ${words(`(${config.shownPreset})`, style.dim)}` : "";
  const question = behind(style.cyan("?"), `${words(config.message, style.bold)}${proposed}`);
  return [`${question} ${hidden ? "" : value}`, below(config, wrong, helped)];
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
    ...(wrong === null ? [] : [paragraph(words(wrong, style.red))]),
    ...(helped && help !== undefined ? [paragraph(help)] : []),
    keysLine(keys, symbols.dot, style.dim),
  ].join("\n");
}
