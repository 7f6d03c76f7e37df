import { writeSync } from "node:fs";

let onError: (error: Error) => void = (error) => {
  throw error;
};
let isOpen = false;

/** Sets the handler of errors of standard output. Call it before the first write. */
export function whenStdoutBreaks(handler: (error: Error) => void): void {
  onError = handler;
}

/** The stream of standard output, opened on demand because that loads all of Node's streams. */
export function openStdout(): NodeJS.WriteStream {
  if (!isOpen) {
    isOpen = true;
    process.stdout.on("error", (error) => onError(error));
  }
  return process.stdout;
}

/**
 * Writes a text and waits until it is handed over: an exit right after a large write would truncate a pipe. Writes to the
 * descriptor directly if possible; the stream takes the rest and handles every failure.
 */
export function writeStdout(text: string): Promise<void> {
  const rest = isOpen || process.platform === "win32" ? text : writeDirectly(Buffer.from(text, "utf8"));
  if (rest.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    openStdout().write(rest, () => resolve());
  });
}

/** Returns the bytes that could not be written: the pipe is full or closed, or the disk is full. */
function writeDirectly(bytes: Buffer): Buffer {
  let done = 0;
  try {
    while (done < bytes.length) done += writeSync(1, bytes, done);
  } catch {
    // The stream will meet the same failure and report it.
  }
  return bytes.subarray(done);
}
