import {
  createPrompt,
  isBackspaceKey,
  isDownKey,
  isEnterKey,
  isUpKey,
  type KeypressEvent,
  useEffect,
  useKeypress,
  usePagination,
  useState,
} from "@inquirer/core";
import type { Style } from "../color.ts";
import type { Symbols } from "../symbols.ts";
import { OVERTAKEN, WENT_BACK } from "./back.ts";
import { behind, keysLine, paragraph, words } from "./layout.ts";
import { filtered, isLong, type Option } from "./options.ts";

export interface MenuConfig {
  message: string;
  options: readonly Option<string>[];
  preset: string | undefined;
  /** Shown after `?`. */
  help: string | undefined;
  /** Esc goes back. */
  back: boolean;
  /** See Extra. */
  since?: number | undefined;
  until?: AbortSignal | undefined;
  /** Lines of the list on the screen. */
  pageSize: number;
  style: Style;
  symbols: Symbols;
}

/** A list: arrows, Page Up and Page Down move; typing filters a long list, and in a short one a key chooses. */
export const menu = createPrompt<string | typeof WENT_BACK | typeof OVERTAKEN, MenuConfig>((config, done) => {
  const { options, style, symbols } = config;
  const long = isLong(options);
  const [filter, setFilter] = useState("");
  const [answer, setAnswer] = useState<string | null>(null);
  const [helped, setHelped] = useState(false);
  const [active, setActive] = useState(
    Math.max(
      0,
      options.findIndex((o) => o.value === config.preset),
    ),
  );
  const seconds = useSeconds(config.since);
  const shown = filtered(options, filter);

  useEnd(config.until, () => {
    setAnswer("");
    done(OVERTAKEN);
  });

  const finish = (option: Option<string> | undefined) => {
    if (option === undefined) return;
    setAnswer(option.name);
    done(option.value);
  };
  const narrow = (text: string) => {
    setFilter(text);
    setActive(0);
  };

  useKeypress((key, rl) => {
    const typed = rl.line;
    rl.clearLine(0);
    if (isEnterKey(key)) finish(shown[active]);
    else if (key.name === "escape") {
      if (filter !== "") narrow("");
      else if (config.back) {
        setAnswer("back");
        done(WENT_BACK);
      }
    } else if (moved(key, active, shown.length, config.pageSize) !== null)
      setActive(moved(key, active, shown.length, config.pageSize) ?? 0);
    else if (isBackspaceKey(key)) narrow(filter.slice(0, -1));
    else if (typed === "?" && filter === "") setHelped(!helped);
    else if (long && typed !== "") narrow(filter + typed);
    else finish(options.find((o) => o.key === typed.toLowerCase() && typed !== ""));
  });

  const page = usePagination({
    items: shown,
    active,
    pageSize: config.pageSize,
    loop: false,
    renderItem: ({ item, isActive }) => {
      const text = `${item.name}${keyOf(item, long)}`;
      return isActive ? behind(style.cyan(symbols.pointer), words(text, style.cyan)) : behind(" ", text);
    },
  });
  if (answer !== null)
    return behind(style.green(symbols.pass), `${config.message} ${words(answer, style.cyan)}`);
  const about = shown[active];
  const lines = [
    behind(style.cyan("?"), `${words(config.message, style.bold)}${seconds > 0 ? ` (${seconds} s)` : ""}`),
    ...(long ? [counted(filter, shown.length, options.length)] : []),
    page,
    ...(about?.description === undefined ? [] : [behind(" ", words(about.description, style.dim))]),
    ...(helped && config.help !== undefined ? [paragraph(config.help)] : []),
    keysLine(keysOf(config, long), symbols.dot, style.dim),
  ];
  return `${lines.join("\n")}${HIDE_CURSOR}`;
});

/** The seconds since a time, again each second; 0 without one. */
function useSeconds(since: number | undefined): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (since === undefined) return undefined;
    const timer = setInterval(() => setSeconds(Math.round((Date.now() - since) / 1_000)), 1_000);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}

/** Calls `end` when the signal comes. */
function useEnd(until: AbortSignal | undefined, end: () => void): void {
  useEffect(() => {
    if (until?.aborted === true) end();
    until?.addEventListener("abort", end);
    return () => until?.removeEventListener("abort", end);
  }, []);
}

const HIDE_CURSOR = "\u001b[?25l";

/** The new position after a key that moves; null for any other key. */
function moved(key: KeypressEvent, at: number, count: number, page: number): number | null {
  const last = Math.max(0, count - 1);
  if (isUpKey(key)) return at === 0 ? last : at - 1;
  if (isDownKey(key)) return at >= last ? 0 : at + 1;
  if (key.name === "pageup") return Math.max(0, at - page);
  if (key.name === "pagedown") return Math.min(last, at + page);
  if (key.name === "home") return 0;
  return key.name === "end" ? last : null;
}

function keyOf({ key }: Option<string>, long: boolean): string {
  return long || key === undefined ? "" : ` (${key})`;
}

function counted(filter: string, shown: number, all: number): string {
  return filter === ""
    ? behind(" ", `${all} in all; type to filter`)
    : behind(" ", `${shown} of ${all} match ${JSON.stringify(filter)}`);
}

function keysOf({ back, help, symbols }: MenuConfig, long: boolean): string[] {
  return [
    `${symbols.upDown} move`,
    ...(long ? ["PgUp/PgDn"] : []),
    "Enter choose",
    ...(back ? ["Esc back"] : []),
    ...(help === undefined ? [] : ["? help"]),
  ];
}
