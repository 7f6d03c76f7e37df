import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GIB } from "../../../src/core/bytes.ts";
import { createProc } from "../../../src/io/exec.ts";
import { createFs } from "../../../src/io/fs.ts";
import type { Host, Outside } from "../../../src/ports/index.ts";
import { openclawLocal, type RunOptions, type RunResult, tempDir } from "../../cli/run.ts";

const PRELOAD = new URL("./other-machine.js", import.meta.url).href;
/** What is part of the machine, and not of the user's files or of this project. */
const SYSTEM =
  /^\/(?:proc|sys|dev|run|etc|\.dockerenv|usr\/share\/libdrm|usr\/lib\/wsl|usr\/lib\/systemd|Applications)(?:\/|$)|^[A-Z]:\\/;

/** What the real executable printed on a machine, and what it cost. */
export interface WholeRun extends RunResult {
  /** From start to end, node's own start included. */
  ms: number;
  /** Longest pause of the event loop. */
  pauseMs: number;
  /** "connect HOST" and "lookup NAME", each once. */
  traffic: string[];
}

/** A machine made of real commands on a PATH of its own and real files below a folder that stands for "/". */
export class FakeMachine {
  readonly dir = tempDir();
  /** The only folder on PATH. */
  readonly bin = join(this.dir, "bin");
  /** Stands for "/". */
  readonly root = join(this.dir, "root");
  /** Variables besides PATH. */
  env: Record<string, string> = {};
  /** Addresses of its network interfaces. */
  addresses: string[] = [];
  /** Host names: where connections to them go, and what the resolver says that they are; null: it does not answer. */
  readonly names: Record<string, { leadsTo: string; is: string | null }> = {};

  /** What the operating system says of it. */
  readonly host: Host;

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
      networkAddresses: () => this.addresses,
      node: { execPath: process.execPath, version: process.version },
      userId: process.getuid?.() ?? null,
      ...host,
    };
  }

  /** A file of the system. */
  system(path: string, text: string | number): this {
    const full = join(this.root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, `${text}\n`);
    return this;
  }

  /** A command that is a shell script: on PATH, or at an absolute path of the system. */
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

  /** A command that hangs, with a child of its own; `pids` tells their process ids. */
  hangs(name: string): this {
    const file = join(this.dir, "pids");
    return this.command(name, `echo $$ >> '${file}'\n/bin/sleep 60 &\necho $! >> '${file}'\nwait`);
  }

  /** Process ids of what hung. */
  pids(): number[] {
    return readFileSync(join(this.dir, "pids"), "utf8").trim().split("\n").map(Number);
  }

  /** A path as a program on this machine means it. */
  rebased(path: string): string {
    const posix = path.replace(/^([A-Z]):\\/, "/$1/").replaceAll("\\", "/");
    return SYSTEM.test(path) ? join(this.root, posix) : path;
  }

  /** The variables of a program that is started on it. */
  get variables(): Record<string, string> {
    return { PATH: this.bin, HOME: this.host.homeDir, ...this.env };
  }

  /** The real file system and real commands, with what is the system's below the root. */
  get outside(): Pick<Outside, "fs" | "proc" | "host" | "env"> {
    const env = this.variables;
    const fs = createFs();
    const proc = createProc(env);
    return {
      host: this.host,
      env,
      proc: {
        run: (command, args, options) => proc.run(this.rebased(command), args, options),
        launch: (command, args, options) => proc.launch(this.rebased(command), args, options),
      },
      fs: {
        ...fs,
        readFile: (path) => fs.readFile(this.rebased(path)),
        openRead: (path, offset, length) => fs.openRead(this.rebased(path), offset, length),
        info: (path) => fs.info(this.rebased(path)),
        list: (dir) => fs.list(this.rebased(dir)),
        realPath: (path) => fs.realPath(this.rebased(path)),
      },
    };
  }

  /** Runs bin/openclaw-local.js as if it stood on this machine: only the outside is another, see other-machine.js. */
  async executable(args: string[], options: RunOptions = {}): Promise<WholeRun> {
    const file = join(this.dir, "machine.json");
    const report = join(this.dir, "pause");
    const traffic = join(this.dir, "traffic");
    writeFileSync(traffic, "");
    const { root, host, names, addresses } = this;
    writeFileSync(
      file,
      JSON.stringify({ root, system: SYSTEM.source, host, names, addresses, report, traffic }),
    );
    const startedAt = performance.now();
    const result = await openclawLocal(args, {
      ...options,
      env: { ...this.variables, OTHER_MACHINE: file },
      node: [`--import=${PRELOAD}`],
    });
    const ms = performance.now() - startedAt;
    const seen = new Set(readFileSync(traffic, "utf8").split("\n").filter(Boolean));
    return { ...result, ms, pauseMs: Number(readFileSync(report, "utf8")), traffic: [...seen].sort() };
  }
}
