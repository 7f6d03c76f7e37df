import { fstatSync, statSync } from "node:fs";
import { devNull } from "node:os";

/** True when a descriptor is a terminal. Files, pipes and the null device are told apart without node:tty, which loads sockets. */
export function isTty(descriptor: 0 | 1 | 2): boolean {
  if (process.platform !== "win32" && isPlain(descriptor)) return false;
  return process.getBuiltinModule("node:tty").isatty(descriptor);
}

function isPlain(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor);
    return !stats.isCharacterDevice() || stats.rdev === statSync(devNull).rdev;
  } catch {
    return false;
  }
}
