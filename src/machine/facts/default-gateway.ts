import { readText } from "../files.ts";
import { defineFact } from "./fact.ts";

/** The IPv4 address of the default gateway: the host of a container, Windows under WSL 2. Null: none, or not Linux. */
export const defaultGateway = defineFact<string | null>("the default gateway", 200, ({ fs, host }) =>
  host.platform === "linux" ? parseRoutes(readText(fs, "/proc/net/route") ?? "") : null,
);

/** The gateway of the route to 0.0.0.0 in the kernel's table, which is hexadecimal with the low byte first. */
function parseRoutes(table: string): string | null {
  for (const line of table.split("\n").slice(1)) {
    const [, destination, gateway] = line.trim().split(/\s+/);
    if (destination !== "00000000" || gateway === undefined || !/^[0-9A-F]{8}$/i.test(gateway)) continue;
    if (gateway !== "00000000")
      return [6, 4, 2, 0].map((i) => parseInt(gateway.slice(i, i + 2), 16)).join(".");
  }
  return null;
}
