import { setMaxListeners } from "node:events";
import { createOutside } from "../../../src/io/outside.ts";
import type { Http, HttpRequest, Outside } from "../../../src/ports/index.ts";
import { createProgram } from "../../../src/start/program.ts";
import type { RunResult } from "../../cli/run.ts";
import type { FakeMachine } from "./fake-machine.ts";

/**
 * A command line with the parser of the executable on another machine; what it writes is kept. What only a process has
 * (streams, signals, wrong usage as exit status 2) it has not: a UserError is thrown.
 */
export async function runInProcess(
  argv: readonly string[],
  { outside: machine, names }: FakeMachine,
  signal = new AbortController().signal,
): Promise<RunResult> {
  setMaxListeners(0, signal);
  const real = createOutside(machine.env, signal);
  const result: RunResult = { code: null, stdout: "", stderr: "" };
  const outside: Outside = {
    ...real,
    ...machine,
    http: async () => leadingTo(names, await real.http()),
    dns: {
      // nothing may be asked beyond this machine
      lookup: async (name, limit) =>
        known(names, name) ?? (name.endsWith(".internal") ? null : real.dns.lookup(name, limit)),
    },
    stdinIsTty: false,
    stdoutIsTty: false,
    stderrIsTty: false,
    stdout: async (text) => {
      result.stdout += text;
    },
    stderr: (text) => {
      result.stderr += text;
    },
  };
  try {
    const program = createProgram(argv[0], async (command, line) => {
      result.code = await command.start(line, outside);
    });
    await program.parseAsync([...argv], { from: "user" });
    return result;
  } finally {
    await real.dispose();
  }
}

function known(names: FakeMachine["names"], name: string): string[] | null {
  const is = names[name]?.is ?? null;
  return is === null ? null : [is];
}

/** A client whose requests to a known name go where the machine says; a proxy is told the name itself. */
function leadingTo(names: FakeMachine["names"], http: Http): Http {
  const moved = (request: HttpRequest): HttpRequest => {
    const url = URL.canParse(request.url) ? new URL(request.url) : null;
    const to = names[url?.hostname ?? ""]?.leadsTo;
    if (url === null || to === undefined || request.proxy !== undefined) return request;
    const { host } = url;
    url.hostname = to.includes(":") ? `[${to}]` : to;
    return { ...request, url: url.href, headers: { ...request.headers, host } };
  };
  return {
    request: (request) => http.request(moved(request)),
    stream: (request, onChunk) => http.stream(moved(request), onChunk),
    close: () => http.close(),
  };
}
