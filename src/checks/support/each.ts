import type { ModelRefUse, ProviderView } from "../../openclaw/types.ts";
import type { ConfigContext, ConfigFinding, ConfigJudge } from "../types.ts";

/** A judge of the config that looks at each item in turn; null means no finding. */
export function each<T>(
  of: (context: ConfigContext) => readonly T[],
  judge: (item: T, context: ConfigContext) => ConfigFinding | null,
): ConfigJudge["run"] {
  return (context) => of(context).flatMap((item) => judge(item, context) ?? []);
}

/** The providers of the config, for `each`. */
export function providers({ view }: ConfigContext): readonly ProviderView[] {
  return view.providers;
}

/** Every place that names a model, for `each`. */
export function refs({ view }: ConfigContext): readonly ModelRefUse[] {
  return view.refs;
}
