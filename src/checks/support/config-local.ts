import type { Json } from "../../core/json.ts";
import { getIn } from "../../core/json.ts";
import { compareVersions } from "../../openclaw/version.ts";
import type { ConfigContext } from "../types.ts";
import { callingRefs, isChat, type Row, resolveRef } from "./config-refs.ts";

/** The oldest release whose code was read for the rules about timeouts, token counts, roles and `params`. */
const READ_SINCE = "2026.5.28";

/** True when the release is one whose behavior was read in its code, or a newer one. */
export function isReadVersion({ openclaw }: ConfigContext): boolean {
  return compareVersions(openclaw.version, READ_SINCE) >= 0;
}

/** The row that a ref names; null when it names none or several. */
export function rowOfRef(context: ConfigContext, ref: string): Row | null {
  const state = resolveRef(context, ref);
  if (state.kind === "row") return state.row;
  const [only, second] = state.kind === "bare" ? state.rows : [];
  return only !== undefined && second === undefined ? only : null;
}

/** The rows that agent turns name explicitly. Unlike `usedRows`, this assumes no default row. */
export function namedRows(context: ConfigContext): Row[] {
  const rows = new Map<Row["row"], Row>();
  for (const use of callingRefs(context)) {
    const found = isChat(use) ? rowOfRef(context, use.ref) : null;
    if (found !== null && !rows.has(found.row)) rows.set(found.row, found);
  }
  return [...rows.values()];
}

/** True for models that an Ollama server forwards to its cloud. */
function isCloudId(id: string): boolean {
  return /[:-]cloud$/i.test(id);
}

/** True when the row's model runs on a server in the user's own network. */
export function isLocalRow({ provider, row }: Row): boolean {
  return provider.local === true && !isCloudId(row.id);
}

/** The row of the default model, when that is a local one. */
export function localPrimary(context: ConfigContext): Row | null {
  const { primary } = context.view;
  const found = primary === null ? null : rowOfRef(context, primary);
  return found !== null && isLocalRow(found) ? found : null;
}

/** A value of a row, as written. */
export function rowKey(context: ConfigContext, { row }: Row, ...keys: (string | number)[]): Json | undefined {
  return getIn(context.config.value, [...row.path, ...keys]);
}
