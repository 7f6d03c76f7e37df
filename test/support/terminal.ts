import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import xterm from "@xterm/headless";

const RELAY = fileURLToPath(new URL("terminal.py", import.meta.url));

export const KEYS = {
  enter: "\r",
  escape: "\u001b",
  up: "\u001b[A",
  down: "\u001b[B",
  pageDown: "\u001b[6~",
  pageUp: "\u001b[5~",
  backspace: "\u007f",
  ctrlC: "\u0003",
} as const;

interface TerminalOptions {
  columns: number;
  rows?: number;
  cwd: string;
  env: Record<string, string>;
}

/** A command on a pseudo-terminal, whose screen can be looked at as a person sees it. */
export class TestTerminal {
  /** All that the command wrote, with its escape sequences. */
  raw = "";
  /** The number of keys pressed so far, and the lines on which a question stood when they were. */
  keys = 0;
  readonly exit: Promise<number>;
  readonly #child: ChildProcess;
  readonly #screen: xterm.Terminal;

  constructor(command: readonly string[], { columns, rows = 40, cwd, env }: TerminalOptions) {
    this.#screen = new xterm.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true });
    this.#child = spawn(python(), [RELAY, String(columns), String(rows), ...command], {
      cwd,
      // Python would give the command a UTF-8 locale in the place of C
      env: { ...env, PYTHONCOERCECLOCALE: "0" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.raw += text;
      this.#screen.write(text);
    });
    this.exit = new Promise((resolve) => this.#child.once("close", (code) => resolve(code ?? -1)));
  }

  /** The text on the screen and above it, without trailing blanks. */
  text(): string {
    const lines = this.rows().map(({ text }) => text);
    return lines.join("\n").trimEnd();
  }

  /** The rows of the screen and above it; `goesOn`: the terminal itself broke the line before, which was too long. */
  rows(): { text: string; goesOn: boolean }[] {
    const { active } = this.#screen.buffer;
    return Array.from({ length: active.length }, (_, i) => {
      const row = active.getLine(i);
      return { text: row?.translateToString(true) ?? "", goesOn: row?.isWrapped === true };
    });
  }

  /** Where the cursor is, from the upper left. */
  cursor(): { column: number; row: number } {
    const { active } = this.#screen.buffer;
    return { column: active.cursorX, row: active.cursorY };
  }

  /** Waits until the screen matches. Fails with what stands there. */
  async shows(what: RegExp | string, ms = 20_000): Promise<string> {
    const matches = () => (typeof what === "string" ? this.text().includes(what) : what.test(this.text()));
    const end = Date.now() + ms;
    while (!matches()) {
      if (Date.now() > end || this.#child.exitCode !== null) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        if (matches()) break;
        throw new Error(`the terminal never showed ${String(what)}; it shows:\n${this.text()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this.text();
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) {
      this.keys += 1;
      this.#child.stdin?.write(key);
    }
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

/** The path of python3 on the PATH of the tests; the command's own PATH may be without it. */
function python(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders.map((dir) => join(dir, "python3")).find((file) => existsSync(file));
  if (found === undefined) throw new Error("the tests at a pseudo-terminal need python3 on PATH");
  return found;
}
