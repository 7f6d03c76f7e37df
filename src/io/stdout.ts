import { writeSync } from "node:fs";

let onError: (error: Error) => void = (error) => {
  throw error;
};
let isOpen = false;

/** Says what is to be done when standard output breaks; before anything is written to it. */
export function whenStdoutBreaks(handler: (error: Error) => void): void {
  onError = handler;
}

/** The stream of standard output. Opening it loads all of Node's streams, so it waits until it is needed. */
export function openStdout(): NodeJS.WriteStream {
  if (!isOpen) {
    isOpen = true;
    process.stdout.on("error", (error) => onError(error));
  }
  return process.stdout;
}

/**
 * Writes a text, and waits until it is handed over: an exit right behind a large write would cut a pipe. Straight to the
 * descriptor where that does; the rest of it, and every failure, is the stream's business.
 */
export function writeStdout(text: string): Promise<void> {
  const rest = isOpen || process.platform === "win32" ? text : writeDirectly(Buffer.from(text, "utf8"));
  if (rest.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    openStdout().write(rest, () => resolve());
  });
}

/** Gives what could not be written: the pipe is full and does not block, or is closed, or the disk is full. */
function writeDirectly(bytes: Buffer): Buffer {
  let done = 0;
  try {
    while (done < bytes.length) done += writeSync(1, bytes, done);
  } catch {
    // the stream meets the same failure, and tells it in its way
  }
  return bytes.subarray(done);
}
