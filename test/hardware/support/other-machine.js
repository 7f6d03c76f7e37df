// Given to the real executable with --import: puts another machine in the place of this one, from outside. System files
// are read below a folder, and platform, memory and processors are those of a JSON file. Nothing of the product is
// replaced, and the product has no switch for it: only who can start node with --import gets here.
//
//   OTHER_MACHINE=<machine.json> node --import <this file> bin/openclaw-local.js hardware --json
import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";

/**
 * @typedef {object} OtherMachine
 * @property {string} root folder that stands for "/"
 * @property {string} report file that gets the longest pause of the event loop, in ms
 * @property {NodeJS.Platform} platform
 * @property {string} arch
 * @property {string} release
 * @property {string | null} cpuModel
 * @property {number} cpuCount
 * @property {number} totalMemoryBytes
 * @property {number} freeMemoryBytes
 * @property {number | null} constrainedMemoryBytes
 * @property {number | null} availableMemoryBytes
 */

/** @type {OtherMachine} */
const machine = JSON.parse(fs.readFileSync(process.env["OTHER_MACHINE"] ?? "", "utf8"));

/** What is part of the machine and not of the user's files or of this project. */
const SYSTEM = /^\/(?:proc|sys|dev|run|etc)(?:\/|$)|^\/\.dockerenv$|^\/usr\/(?:share\/libdrm|lib\/wsl)\//;

/**
 * @template {unknown} T
 * @param {T} path
 * @returns {T | string}
 */
function rebased(path) {
  if (typeof path !== "string") return path;
  if (SYSTEM.test(path)) return join(machine.root, path);
  return /^[A-Z]:\\/.test(path) ? join(machine.root, path.replaceAll("\\", "/").replace(":", "")) : path;
}

for (const name of ["readFileSync", "readdirSync", "openSync", "lstatSync", "statSync", "existsSync"]) {
  const real = fs[name];
  fs[name] = (/** @type {unknown} */ path, /** @type {unknown[]} */ ...rest) => real(rebased(path), ...rest);
}
const realpathSync = fs.realpathSync;
fs.realpathSync = Object.assign(
  (/** @type {any} */ path, /** @type {any} */ options) => realpathSync(rebased(path), options),
  realpathSync,
);
const spawn = childProcess.spawn;
// @ts-expect-error one of its overloads is enough here
childProcess.spawn = (command, args, options) => spawn(rebased(command), args, options);

os.totalmem = () => machine.totalMemoryBytes;
os.freemem = () => machine.freeMemoryBytes;
os.release = () => machine.release;
const processor = { model: machine.cpuModel ?? "unknown", speed: 0 };
const times = { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 };
os.cpus = () => Array.from({ length: machine.cpuCount }, () => ({ ...processor, times }));
syncBuiltinESMExports();

Object.defineProperty(process, "platform", { value: machine.platform });
Object.defineProperty(process, "arch", { value: machine.arch });
process.constrainedMemory = () => machine.constrainedMemoryBytes ?? 0;
process.availableMemory = () => machine.availableMemoryBytes ?? machine.freeMemoryBytes;

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
process.on("exit", () => fs.writeFileSync(machine.report, String(delay.max / 1e6)));
