/**
 * The folders of src from the top down, each with what it does: a folder imports only from those below it. The tree in
 * CONTRIBUTING.md is made of this (`npm run docs`).
 */
export const FLOORS: Readonly<Record<string, string>> = {
  start: "parse the command line, dispatch, exit status, code cache",
  commands: "one folder a command: its options, and the call of what does the work",
  init: "the steps of init: choose, plan, write; `templates` reads and fills `templates/*.json5`",
  doctor: "gather the facts of each endpoint once, judge, ask and measure, make the verdicts",
  lint: "run the config checks over files: settings, suppression comments, fixes, globs",
  report: "report to text, one file a format; pure",
  checks:
    "one file a fault: `config` (seen by the config alone), `machine`, `server` (read from the server), `turn` (needs an inference)",
  fit: "what fits: catalog, memory and speed model, recommendation, model files",
  turn: "what a real agent turn sends and gets back: wire, probes, context measurement, exam",
  machine: "read this computer: GPUs, memory, OpenClaw's files and service",
  servers: "one file a model server product: all that is known of it",
  openclaw: "what OpenClaw does: config path, versions, providers, refs, context floors, schema",
  config: "`read`, `edit` and `write` a JSON5 config",
  ui: "color, symbols, progress, prompts, diff",
  io: "the only folder that touches `node:fs`, undici, child processes, the environment and the terminal",
  ports: "shapes of the outside world, no code",
  core: "words of the domain: finding, report, path, known, errors, text; pure",
};
