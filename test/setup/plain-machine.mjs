// Loaded into the executable with --import: this machine is no container and has no gateway, wherever the tests run. In
// a container doctor asks the container's host as well, and no test sends anything beyond this machine.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const HIDDEN = new Set(["/.dockerenv", "/run/.containerenv", "/proc/1/cgroup", "/proc/net/route"]);
const hide = (path) => (HIDDEN.has(path) ? `/nowhere${path}` : path);

for (const name of ["openSync", "readFileSync", "lstatSync"]) {
  const real = fs[name];
  fs[name] = Object.assign((path, ...rest) => real(hide(path), ...rest), real);
}
delete process.env.container;
delete process.env.KUBERNETES_SERVICE_HOST;
syncBuiltinESMExports();
