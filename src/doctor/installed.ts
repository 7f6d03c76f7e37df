import { portOf } from "../core/address.ts";
import { container } from "../machine/facts/container.ts";
import { valueOr } from "../machine/facts/fact.ts";
import { installedOllama } from "../machine/facts/ollama-service.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import { wsl } from "../machine/facts/wsl.ts";
import { classifyUrl } from "../openclaw/locality.ts";
import type { ServerState } from "../servers/types.ts";

/** The state with `installed`, where this machine shows it. In WSL or a container, loopback may be the host's. */
export async function withInstalled(state: ServerState, world: HostWorld | undefined): Promise<ServerState> {
  if (world === undefined || state.kind !== "ollama" || classifyUrl(state.baseUrl) !== "loopback")
    return state;
  const [inside, generation] = await Promise.all([valueOr(container, world, ""), valueOr(wsl, world, 2)]);
  if (inside !== null || generation !== null) return state;
  const found = await installedOllama.of(world);
  return found.known ? { ...state, installed: found.value?.port === portOf(state.baseUrl) } : state;
}
