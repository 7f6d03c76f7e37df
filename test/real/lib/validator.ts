import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Json } from "../../../src/core/json.ts";
import type { Sandbox } from "./sandbox.ts";

/** What the real OpenClaw says about a config. */
export interface Verdict {
  /** Null: its code threw. */
  valid: boolean | null;
  issues?: { path: string; message: string }[];
  error?: string;
}

/** The real validation in one process; see validator.js. */
export class Validator {
  private readonly child: ChildProcess;
  private readonly lines: Interface;
  private readonly waiting: ((verdict: Verdict) => void)[] = [];

  constructor(sandbox: Sandbox, packageDir: string) {
    const script = fileURLToPath(new URL("validator.js", import.meta.url));
    this.child = spawn("node", [script, packageDir], { env: sandbox.env, stdio: ["pipe", "pipe", "ignore"] });
    this.lines = createInterface({ input: this.child.stdout ?? process.stdin });
    // OpenClaw's own output may come between the answers.
    this.lines.on("line", (line) => {
      if (line.startsWith("\u0000")) this.waiting.shift()?.(JSON.parse(line.slice(1)) as Verdict);
    });
    this.child.on("exit", () => {
      for (const done of this.waiting.splice(0)) done({ valid: null, error: "the validator ended" });
    });
  }

  ask(config: Json | string): Promise<Verdict> {
    const text = typeof config === "string" ? config : JSON.stringify(config);
    return new Promise((done) => {
      this.waiting.push(done);
      this.child.stdin?.write(`${JSON.stringify({ text })}\n`);
    });
  }

  close(): void {
    this.lines.close();
    this.child.kill();
  }
}
