import { portOf } from "../core/address.ts";
import { ownFigures } from "../fit/own/file.ts";
import type { OwnEntry, OwnFigures } from "../fit/own/types.ts";
import { measuredFor } from "../fit/own/use.ts";
import type { Hardware } from "../machine/types.ts";
import { isThisMachine } from "../openclaw/locality.ts";
import type { Outside } from "../ports/index.ts";
import { displayPath } from "../report/parts/paths.ts";
import type { ServerKind } from "../servers/types.ts";

/** A model whose figures are asked for. Kind or quantization absent: not known here. */
interface OwnModel {
  baseUrl: string;
  kind?: ServerKind | null | undefined;
  id: string;
  quantization?: string | null | undefined;
}

/** What `bench` measured on this machine, for those who plan with it. */
export interface OwnLookup {
  find(model: OwnModel): OwnEntry | null;
  /** Why the file was ignored; null: it was not. */
  problem: string | null;
}

/** Reads the figures of this machine. The hardware is probed only where there are any. Never throws. */
export async function ownLookup(hardware: () => Promise<Hardware>, outside: Outside): Promise<OwnLookup> {
  const { fs, env, host } = outside;
  const own: OwnFigures = ownFigures({ fs, env, host, show: (path) => displayPath(path, host.cwd) });
  const { entries, problem } = own;
  if (entries.length === 0) return { find: () => null, problem };
  const here = await hardware();
  return {
    problem,
    find({ baseUrl, kind, id, quantization = null }) {
      const port = portOf(baseUrl);
      if (!isThisMachine(baseUrl) || port === null) return null;
      return measuredFor(own, { model: id, kind, port, quantization }, here);
    },
  };
}
