// node --import hosts-asked.mjs: appends every address that the program connects to, and every name that it looks up, to
// the file HOSTS_ASKED.
import dns from "node:dns";
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isIP, Socket } from "node:net";

const note = (text) => appendFileSync(process.env.HOSTS_ASKED, `${text}\n`);

const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object" && first !== null && first.port !== undefined)
    note(`${first.host ?? "localhost"}:${first.port}`);
  else if (typeof first === "number") note(`${typeof args[1] === "string" ? args[1] : "localhost"}:${first}`);
  return connect.apply(this, args);
};

for (const owner of [dns, dns.promises]) {
  const lookup = owner.lookup;
  owner.lookup = function (name, ...rest) {
    if (isIP(name) === 0) note(`lookup ${name}`);
    return lookup.call(this, name, ...rest);
  };
}
syncBuiltinESMExports();
