// Loaded into the executable with --import: lets it see another machine. Files of the system are read below a folder of
// the test, names and interface addresses are what the test says. Nothing of it is in the product.
import dns from "node:dns";
import promises from "node:dns/promises";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import os from "node:os";

const machine = JSON.parse(fs.readFileSync(process.env.FAKE_MACHINE, "utf8"));
const SYSTEM = /^\/(?:proc|run|etc|usr\/lib\/(?:wsl|systemd)|\.dockerenv)(?:\/|$)/;
const rebase = (path) => (typeof path === "string" && SYSTEM.test(path) ? machine.root + path : path);

for (const name of ["openSync", "readFileSync", "lstatSync", "readdirSync", "realpathSync"]) {
  const real = fs[name];
  fs[name] = Object.assign((path, ...rest) => real(rebase(path), ...rest), real);
}

const connect = dns.lookup;
dns.lookup = (name, options, callback) => {
  const to = machine.names[name]?.leadsTo;
  if (to === undefined) return connect(name, options, callback);
  const done = callback ?? options;
  const family = to.includes(":") ? 6 : 4;
  const all = typeof options === "object" && options?.all;
  process.nextTick(() => (all ? done(null, [{ address: to, family }]) : done(null, to, family)));
};
const dial = net.connect;
net.connect = (options, ...rest) =>
  dial({ ...options, host: machine.names[options.host]?.leadsTo ?? options.host }, ...rest);

const ask = promises.lookup;
promises.lookup = async (name, options) => {
  const known = machine.names[name];
  if (known === undefined) return ask(name, options);
  // a resolver that does not answer holds the process, as the real one does
  if (known.is === null) return new Promise((resolve) => setTimeout(resolve, 30_000, []));
  return [{ address: known.is, family: 4 }];
};

os.networkInterfaces = () => ({ lan0: machine.addresses.map((address) => ({ address, internal: false })) });
if (machine.platform) Object.defineProperty(process, "platform", { value: machine.platform });
syncBuiltinESMExports();
