import type { HostWorld } from "../../machine/facts/types.ts";
import type { ConfigView, OpenClawVersion } from "../../openclaw/types.ts";
import type { CheckAbout, CheckOutcome, EndpointFacts } from "../server/types.ts";

export interface HostContext {
  /** Of the config that is examined; null where there is none. */
  view: ConfigView | null;
  openclaw: OpenClawVersion;
  /** What the probes of the endpoints found; waits for them. */
  endpoints(): Promise<readonly EndpointFacts[]>;
}

/**
 * One fault of this machine or of OpenClaw's files on it. Runs beside the probes of the endpoints. A fact that it needs
 * and that is not known is a reason to skip; one that crashes ends only itself.
 */
export interface HostCheck extends CheckAbout {
  run(world: HostWorld, context: HostContext): Promise<CheckOutcome>;
}
