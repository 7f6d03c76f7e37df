/**
 * Known problems of local setups that deliberately have no lint rule: either they turned out not to be faults, or a rule
 * would give false alarms. The docs list them.
 */
export const NOT_LINTED: Readonly<Record<string, string>> = {
  "comments-lost":
    "OpenClaw drops comments when it writes the file, which is not a fault of the file. This tool's edits keep them.",
  "config-clobbered":
    "Whether OpenClaw or a wizard has replaced the file shows only in comparison with an older copy, not in the text.",
  "env-not-in-service":
    "A `${VAR}` that is not in `env.vars` proves nothing: the service may get it from its own environment or from `.env`.",
  "fallback-not-triggered":
    "A config without fallbacks is a choice. Whether a fallback chain works shows only when a server is down.",
  "ipv6-localhost":
    "`localhost` reaches a server that listens on IPv4 only (measured on 2026.9.6); doctor reports an address that does not answer.",
  "lmstudio-jit-vs-preload":
    "Both ways of loading are valid, and the better one depends on LM Studio settings that are not in the config.",
  "ollama-launch-overwrites":
    "A default model that another program changed looks like a deliberate choice. Only a record of earlier writes would show the difference.",
  "provider-id-space": "A provider id with a space works (measured on 2026.9.6).",
  "stale-agent-models-json":
    "The old values are in `models.json` of each agent's state, and lint reads only the config.",
  "tokenizer-drift": "Only the server knows its limit; doctor compares it with the context window.",
  "unsupported-params":
    "Only the proxy knows which fields it refuses; `doctor --deep` sends them to find out.",
};

/**
 * Known problems that a running server might show but that deliberately have no check: either reliable evidence cannot be
 * had without doing harm, or they turned out not to be faults. The docs list them.
 */
export const NOT_CHECKED: Readonly<Record<string, string>> = {
  "healthy-but-uninvocable":
    "An open port proves nothing. This is not a fault of its own but the reason for five separate verdicts: reachable, listed, context, answers, tools.",
  "lmstudio-jit-vs-preload":
    "Both ways of loading are valid, and LM Studio reports the time to live of an instance only to its own command line, not over HTTP. An unloaded model is reported (lmstudio-unloaded).",
  "onboard-verify-timeout":
    "This is a time limit of OpenClaw's own setup, which was raised to 30 seconds long ago. The probes of this tool list models first and give no verdict on a cold model.",
  "tokenizer-drift":
    "OpenClaw keeps a quarter of the context window free (at most 20,000 tokens) and compacts when it recognizes the overflow errors of vLLM, SGLang or llama.cpp. A context window equal to the server's, which init writes, was not seen to fail.",
};
