#!/usr/bin/env node
// Gate for an old Node, and nothing else: old syntax only, so that any Node can say what is missing.
var parts = process.versions.node.split(".");
var major = Number(parts[0]);
var minor = Number(parts[1]);
var ok = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24;

function notBuilt(error) {
  process.stderr.write(
    "openclaw-local is not built here (" +
      (error && error.message) +
      ").\nRun: npm ci   (or: npm run build)\n"
  );
  process.exitCode = 2;
}

if (!ok) {
  process.stderr.write(
    "openclaw-local needs Node ^20.19, ^22.13 or >=24; this is " +
      process.version +
      ".\n" +
      "Install a newer Node (nodejs.org, or your version manager: nvm install 24) and run it again.\n"
  );
  process.exitCode = 2;
} else {
  try {
    require("../dist/start.cjs").start(process.argv.slice(2)).then(null, notBuilt);
  } catch (error) {
    notBuilt(error);
  }
}
