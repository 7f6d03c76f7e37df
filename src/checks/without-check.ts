/**
 * Faults of local setups for which there is no rule on purpose: either they turned out to be none, or no config shows
 * them without crying wolf. The docs list them, so that nobody looks for them in vain.
 */
export const NOT_LINTED: Readonly<Record<string, string>> = {
  "comments-lost":
    "OpenClaw drops comments when it writes the file, which is no fault of the file; our own edits keep them.",
  "config-clobbered":
    "Whether OpenClaw or a wizard has replaced the file shows only beside an older copy of it, not in the text.",
  "env-not-in-service":
    "That a `${VAR}` is not in `env.vars` says nothing: the service may well get it from its own environment or from `.env`.",
  "fallback-not-triggered":
    "A config without fallbacks is a choice; whether a chain goes on when a server is down shows only when one is.",
  "ipv6-localhost":
    "`localhost` reaches a server that listens on IPv4 only (measured on 2026.9.6); doctor tells when an address does not answer.",
  "lmstudio-jit-vs-preload":
    "Both ways of loading are right, and which one suits depends on settings of LM Studio that the config does not hold.",
  "ollama-launch-overwrites":
    "A default model that something else has changed looks like one that was chosen; only a record of earlier writes would tell.",
  "provider-id-space": "A provider id with a space works (measured on 2026.9.6).",
  "stale-agent-models-json":
    "The old values are in `models.json` of each agent's state, and lint reads the config and nothing else.",
  "tokenizer-drift":
    "How far the window is from the server's limit is known to the server; doctor compares the two.",
  "unsupported-params":
    "Which fields a proxy refuses is known to the proxy alone; `doctor --deep` sends them and sees.",
};

/**
 * Faults of local setups that a running server might show and for which there is no check on purpose: no honest evidence
 * of them can be had without doing harm, or they turned out to be none. The docs list them.
 */
export const NOT_CHECKED: Readonly<Record<string, string>> = {
  "healthy-but-uninvocable":
    "That a port answers proves nothing, so this is no fault but the reason for five separate verdicts: reachable, listed, context, answers, tools.",
  "lmstudio-jit-vs-preload":
    "Both ways of loading are right, and LM Studio tells the time to live of an instance to its own command line only, not over HTTP; that nothing is loaded is found (lmstudio-unloaded).",
  "onboard-verify-timeout":
    "A time limit of OpenClaw's own setup, raised to 30 seconds long ago; here it is a rule for our probes, which list first and give no verdict on a cold model.",
  "tokenizer-drift":
    "OpenClaw keeps a quarter of the window free, 20,000 tokens at most, and compacts when vLLM, SGLang or llama.cpp refuse in their words; a window equal to the server's, which init writes, was not seen to fail.",
};
