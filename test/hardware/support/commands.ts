import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createProc } from "../../../src/io/exec.ts";
import { createFs } from "../../../src/io/fs.ts";
import type { ProbeOutside } from "../../../src/machine/gpu/types.ts";
import { GIB } from "../../../src/machine/size.ts";
import type { Host } from "../../../src/ports/index.ts";

/** A machine made of real commands on PATH and real files below a root of its own. */
export class FakeMachine {
  readonly dir = mkdtempSync(join(tmpdir(), "hardware-"));
  /** The only folder on PATH. */
  readonly bin = join(this.dir, "bin");
  /** Stands for "/". */
  readonly root = join(this.dir, "root");
  /** Variables besides PATH. */
  env: Record<string, string> = {};
  host: Host;

  constructor(host: Partial<Host> = {}) {
    mkdirSync(this.bin);
    mkdirSync(this.root);
    this.host = {
      platform: "linux",
      arch: "x64",
      release: "6.8.0",
      homeDir: this.dir,
      cwd: this.dir,
      cpuModel: "AMD Ryzen 9 7950X",
      cpuCount: 16,
      totalMemoryBytes: 64 * GIB,
      freeMemoryBytes: 50 * GIB,
      constrainedMemoryBytes: null,
      availableMemoryBytes: null,
      ...host,
    };
  }

  /** A command that is a shell script: on PATH, or at an absolute path of the machine. */
  command(name: string, script: string): this {
    const path = name.startsWith("/") ? join(this.root, name) : join(this.bin, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return this;
  }

  /** A command that prints a text as it is and ends with a status. */
  prints(name: string, text: string, status = 0): this {
    const file = join(this.dir, `${name.replaceAll("/", "_")}.out`);
    writeFileSync(file, text);
    return this.command(name, `/bin/cat '${file}'\nexit ${status}`);
  }

  /** A command that hangs, with a child of its own; `pidsOf` tells their process ids. */
  hangs(name: string): this {
    const file = join(this.dir, "pids");
    return this.command(name, `echo $$ >> '${file}'\n/bin/sleep 60 &\necho $! >> '${file}'\nwait`);
  }

  /** Process ids of what hung. */
  pids(): number[] {
    return readFileSync(join(this.dir, "pids"), "utf8").trim().split("\n").map(Number);
  }

  /** A file of /sys or /proc. */
  file(path: string, text: string | number): this {
    const full = join(this.root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, `${text}\n`);
    return this;
  }

  outside(timeoutMs?: number): ProbeOutside {
    const env = { PATH: this.bin };
    return {
      proc: createProc(env),
      fs: createFs(),
      host: this.host,
      env,
      sysRoot: this.root,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
