import type { FixEdit } from "../../core/finding.ts";
import { getIn, type JsonObject } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import { readLiteral } from "../../openclaw/literal.ts";
import type { ModelRefUse } from "../../openclaw/types.ts";

/**
 * Edits that make `uses` name `ref`. A use goes where the new ref already is: no fallback repeats its primary, no list or
 * map names a model twice. A key of the alias map moves with its value.
 */
export function moveRefs(
  config: JsonObject | undefined,
  uses: readonly ModelRefUse[],
  ref: string,
): FixEdit[] {
  const taken = new Set<string>();
  return uses.flatMap((use): FixEdit[] => {
    const remove: FixEdit = { op: "remove", path: use.path };
    const set = (path: FixEdit["path"], value: FixEdit["value"]): FixEdit => ({ op: "set", path, value });
    const parent = use.path.slice(0, -1);
    const once = formatPath(parent);
    if (use.kind === "alias-map") {
      const next = [...parent, readLiteral(ref)];
      const value = getIn(config, use.path);
      const isNew = value !== undefined && getIn(config, next) === undefined && !taken.has(once);
      taken.add(once);
      return isNew ? [remove, set(next, value)] : [remove];
    }
    const list = getIn(config, parent);
    if (!Array.isArray(list)) return [set(use.path, ref)];
    const primary = [...parent.slice(0, -1), "primary"];
    const leads =
      getIn(config, primary) === ref || uses.some(({ path }) => formatPath(path) === formatPath(primary));
    const repeats = list.includes(ref) || (parent.at(-1) === "fallbacks" && leads) || taken.has(once);
    taken.add(once);
    return repeats ? [remove] : [set(use.path, ref)];
  });
}
