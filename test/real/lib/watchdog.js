// watchdog.js PID SECONDS - ends process PID and its group when SECONDS are over, or when our standard input closes before
// the word "done" came: then whoever started the server is gone (killed, crashed) and could not end it.
const [pid, seconds] = process.argv.slice(2).map(Number);

function end() {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, "SIGKILL");
    } catch {
      // gone already
    }
  }
  process.exit(0);
}

setTimeout(end, seconds * 1000);
process.stdin.on("data", (chunk) => {
  if (String(chunk).includes("done")) process.exit(0);
});
process.stdin.on("end", end);
