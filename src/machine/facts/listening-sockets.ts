import { readText } from "../files.ts";
import { TOOL_MS } from "../tools.ts";
import { defineFact } from "./fact.ts";
import type { HostWorld } from "./types.ts";

/** A TCP port of this machine that accepts connections. */
interface ListeningSocket {
  port: number;
  /** "any": on every interface. */
  on: "any" | "loopback" | "one";
}

/** From /proc on Linux, lsof on macOS, netstat on Windows. */
export const listeningSockets = defineFact<ListeningSocket[]>(
  "the listening sockets",
  TOOL_MS + 200,
  async (world) => {
    switch (world.host.platform) {
      case "linux":
        return fromProc(world);
      case "darwin":
        return fromCommand(world, "lsof", ["-nP", "-iTCP", "-sTCP:LISTEN"], /\sTCP (\S+):(\d+) \(LISTEN\)/);
      case "win32":
        return fromCommand(world, "netstat", ["-ano", "-p", "TCP"], /\sTCP\s+(\S+):(\d+)\s+\S+\s+LISTENING/);
      default:
        throw new Error("not known how on this platform");
    }
  },
);

/** The state of a listening socket in /proc/net/tcp. */
const LISTEN = "0A";

function fromProc({ fs }: HostWorld): ListeningSocket[] {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readText(fs, path));
  if (tables.every((table) => table === null)) throw new Error("/proc/net/tcp is missing");
  return tables.flatMap((table) =>
    (table ?? "").split("\n").flatMap((line) => {
      const [, local, , state] = line.trim().split(/\s+/);
      const [address, port] = local?.split(":") ?? [];
      if (state !== LISTEN || address === undefined || port === undefined) return [];
      return [{ port: parseInt(port, 16), on: placeOfHex(address) }];
    }),
  );
}

/** The kernel writes four bytes at a time, with the low byte first. */
function placeOfHex(address: string): ListeningSocket["on"] {
  if (/^0+$/.test(address)) return "any";
  const loopback = /^[0-9A-F]{6}7F$/i.test(address) || address === "00000000000000000000000001000000";
  return loopback ? "loopback" : "one";
}

async function fromCommand(
  { proc }: HostWorld,
  command: string,
  args: readonly string[],
  line: RegExp,
): Promise<ListeningSocket[]> {
  const { stdout, problem } = await proc.run(command, args, { timeoutMs: TOOL_MS });
  if (problem === "not-found" || problem === "timeout") throw new Error(`${command}: ${problem}`);
  return stdout.split("\n").flatMap((text) => {
    const [, address, port] = line.exec(` ${text}`) ?? [];
    return address === undefined || port === undefined ? [] : [{ port: Number(port), on: placeOf(address) }];
  });
}

function placeOf(address: string): ListeningSocket["on"] {
  if (["*", "0.0.0.0", "[::]"].includes(address)) return "any";
  return address.startsWith("127.") || address === "[::1]" ? "loopback" : "one";
}
