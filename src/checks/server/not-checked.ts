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
