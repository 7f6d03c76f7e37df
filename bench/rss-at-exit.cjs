// Loaded in front of what bench/lint.js measures: tells the memory of the process at its highest, in KB, and its
// CPU time, in ms, on descriptor 3.
const { writeSync } = require("node:fs");

process.on("exit", () => {
  try {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    writeSync(3, `${maxRSS} ${(userCPUTime + systemCPUTime) / 1000}\n`);
  } catch {
    // a child process that was not given the descriptor
  }
});
