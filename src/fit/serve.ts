import { ADAPTERS } from "../servers/registry.ts";
import type { ServerKind } from "../servers/types.ts";
import type { CatalogModel, Quant, QuantFormat } from "./catalog.ts";
import type { KvType } from "./memory.ts";
import type { MemoryPool } from "./pool.ts";

/** Servers with a start command, and the files that they load. */
export const SERVE_FORMATS: ReadonlyMap<ServerKind, QuantFormat> = new Map(
  ADAPTERS.flatMap(({ kind, serve }) => (serve === null ? [] : [[kind, serve.format]])),
);

export interface ServeRequest {
  model: CatalogModel;
  quant: Quant;
  /** Tokens of one sequence. */
  context: number;
  kvType: KvType;
  needBytes: number;
  /** Routed experts in main memory: the first blocks (null: all), and whether all of them fit there. */
  experts?: { cpuBlocks: number | null; allFit: boolean } | null | undefined;
}

interface ServeCommand {
  server: ServerKind;
  command: string;
}

/** The commands that start a pick: of all servers, or of one. */
export function serveCommands(request: ServeRequest, pool: MemoryPool, only?: ServerKind): ServeCommand[] {
  return ADAPTERS.flatMap(({ kind, serve }) => {
    if (serve?.format !== request.quant.format || (only ?? kind) !== kind) return [];
    const command = serve.command({ ...request, pool });
    return command === null ? [] : [{ server: kind, command }];
  });
}
