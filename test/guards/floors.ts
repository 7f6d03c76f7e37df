/** The folders of src from the top down: a folder imports only from those below it. `npm run docs` writes CONTRIBUTING.md. */
export const FLOORS: Readonly<Record<string, string>> = {
  start: "parse the command line, dispatch, exit status, code cache",
  commands: "one folder per command: its options, and the call of the code that does the work",
  init: "the steps of init: choose, plan, write; `templates` reads and fills `templates/*.json5`",
  bench: "measure the speed of a running model, keep the figures, share them",
  doctor: "gather the facts of each endpoint once, judge, test and measure, make the verdicts",
  lint: "run the config checks on files: settings, suppression comments, fixes, globs",
  report: "turn reports into text, one file per format; pure",
  checks:
    "one file per fault: `config` (visible in the config alone), `machine`, `server` (read from the server), `turn` (needs an inference)",
  fit: "which models fit: catalog, memory and speed model, recommendation, model files",
  turn: "what a real agent turn sends and receives: wire, probes, context measurement, exam",
  machine: "read this computer: GPUs, memory, OpenClaw's files and service",
  servers: "one file per model server product, with everything known about it",
  openclaw: "what OpenClaw does: config path, versions, providers, refs, context floors, schema",
  config: "`read`, `edit` and `write` a JSON5 config",
  ui: "color, symbols, progress, prompts, diff",
  io: "the only folder that touches `node:fs`, undici, child processes, the environment and the terminal",
  ports: "interfaces to the outside world, no code",
  core: "basic types and functions of the domain: finding, report, path, known, errors, text; pure",
};
