// Given to the real executable with --import: puts another machine in the place of this one, from outside. System files
// are read below a folder; platform, memory, processors, names and addresses are those of a JSON file.
// Nothing of the product is replaced, and the product has no switch for it: only who can start node with --import gets here.
//
//   OTHER_MACHINE=<machine.json> node --import <this file> bin/openclaw-local.js hardware --json
import childProcess from "node:child_process";
import dns from "node:dns";
import promises from "node:dns/promises";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import os from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";

const { root, system, host, names, addresses, report, traffic } = JSON.parse(
  fs.readFileSync(process.env["OTHER_MACHINE"] ?? "", "utf8"),
);
const SYSTEM = new RegExp(system);

const rebased = (path) => {
  if (typeof path !== "string" || !SYSTEM.test(path)) return path;
  return join(root, path.replace(/^([A-Z]):\\/, "/$1/").replaceAll("\\", "/"));
};
for (const name of [
  "readFileSync",
  "readdirSync",
  "openSync",
  "lstatSync",
  "statSync",
  "existsSync",
  "realpathSync",
]) {
  const real = fs[name];
  fs[name] = Object.assign((path, ...rest) => real(rebased(path), ...rest), real);
}
const spawn = childProcess.spawn;
childProcess.spawn = (command, args, options) => spawn(rebased(command), args, options);

// what is asked for and connected to, a line each
const note = (what) => fs.appendFileSync(traffic, `${what}\n`);
const socketConnect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  if (options?.port !== undefined) note(`connect ${options.host ?? "localhost"}`);
  return socketConnect.apply(this, args);
};

const connect = dns.lookup;
dns.lookup = (name, options, callback) => {
  note(`lookup ${name}`);
  const to = names[name]?.leadsTo;
  if (to === undefined) return connect(name, options, callback);
  const done = callback ?? options;
  const family = to.includes(":") ? 6 : 4;
  const all = typeof options === "object" && options?.all;
  process.nextTick(() => (all ? done(null, [{ address: to, family }]) : done(null, to, family)));
};
const dial = net.connect;
net.connect = (options, ...rest) =>
  dial({ ...options, host: names[options.host]?.leadsTo ?? options.host }, ...rest);
const ask = promises.lookup;
promises.lookup = async (name, options) => {
  note(`lookup ${name}`);
  const known = names[name];
  // nothing may be asked beyond this machine
  if (known === undefined && name.endsWith(".internal")) throw new Error(`ENOTFOUND ${name}`);
  if (known === undefined) return ask(name, options);
  // a resolver that does not answer holds the process, as the real one does
  if (known.is === null) return new Promise((resolve) => setTimeout(resolve, 30_000, []));
  return [{ address: known.is, family: 4 }];
};
os.networkInterfaces = () => ({ lan0: addresses.map((address) => ({ address, internal: false })) });

os.totalmem = () => host.totalMemoryBytes;
os.freemem = () => host.freeMemoryBytes;
os.release = () => host.release;
const times = { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 };
const processor = { model: host.cpuModel ?? "unknown", speed: 0, times };
os.cpus = () => Array.from({ length: host.cpuCount }, () => processor);
process.constrainedMemory = () => host.constrainedMemoryBytes ?? 0;
process.availableMemory = () => host.availableMemoryBytes ?? host.freeMemoryBytes;
Object.defineProperty(process, "platform", { value: host.platform });
Object.defineProperty(process, "arch", { value: host.arch });
syncBuiltinESMExports();

// the longest pause of the event loop, in ms
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
process.on("exit", () => fs.writeFileSync(report, String(delay.max / 1e6)));
