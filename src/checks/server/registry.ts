import type { Check } from "../types.ts";
import { contextServerBelowConfig } from "./context-server-below-config.ts";
import { contextUndeclared } from "./context-undeclared.ts";
import { cpuOffload } from "./cpu-offload.ts";
import { draftHeadsUnused } from "./draft-heads-unused.ts";
import { hostHeaderRefused } from "./host-header-refused.ts";
import { ipv6Localhost } from "./ipv6-localhost.ts";
import { llamacppSlotsSplitContext } from "./llamacpp-slots-split-context.ts";
import { lmstudioDuplicateInstance } from "./lmstudio-duplicate-instance.ts";
import { lmstudioUnloaded } from "./lmstudio-unloaded.ts";
import { modelIdNotServed } from "./model-id-not-served.ts";
import { modelLacksTools } from "./model-lacks-tools.ts";
import { modelLoadFailed } from "./model-load-failed.ts";
import { modelRemote } from "./model-remote.ts";
import { noModelList } from "./no-model-list.ts";
import { noModelServed } from "./no-model-served.ts";
import { oomKvCache } from "./oom-kv-cache.ts";
import { portHeldByOtherServer } from "./port-held-by-other-server.ts";
import { proxyEnvHijack } from "./proxy-env-hijack.ts";
import { redirected } from "./redirected.ts";
import { responsesUnsupported } from "./responses-unsupported.ts";
import { server401 } from "./server-401.ts";
import { serverBoundLoopback } from "./server-bound-loopback.ts";
import { serverLoading } from "./server-loading.ts";
import { serverUnreachable } from "./server-unreachable.ts";
import { toolCallsAsText } from "./tool-calls-as-text.ts";
import { wsl2HostUnreachable } from "./wsl2-host-unreachable.ts";

/** The checks that read from a server, in the order of their stages. */
export const SERVER_CHECKS: readonly Check[] = [
  // reachable
  redirected,
  ipv6Localhost,
  serverBoundLoopback,
  wsl2HostUnreachable,
  serverUnreachable,
  portHeldByOtherServer,
  hostHeaderRefused,
  server401,
  serverLoading,
  proxyEnvHijack,
  // listed
  noModelServed,
  noModelList,
  modelIdNotServed,
  modelLoadFailed,
  modelRemote,
  // context
  lmstudioUnloaded,
  llamacppSlotsSplitContext,
  contextServerBelowConfig,
  contextUndeclared,
  lmstudioDuplicateInstance,
  oomKvCache,
  cpuOffload,
  draftHeadsUnused,
  // answers
  responsesUnsupported,
  // tools
  modelLacksTools,
  toolCallsAsText,
];
