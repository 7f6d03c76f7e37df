import { chatChunks, sseEvent } from "../../../src/commands/demo/openai-wire.ts";
import { parseJson } from "../../../src/core/json.ts";
import type { Http } from "../../../src/ports/index.ts";
import { attemptTask } from "../../../src/turn/exam/attempt.ts";
import type { Attempt, Exam } from "../../../src/turn/exam/types.ts";
import { PLAIN_SHAPE } from "../../../src/turn/types.ts";
import { messagesOf } from "../../emulators/agent.ts";
import { type Conduct, replyTo } from "../../emulators/agent-conduct.ts";

/** How scripted models fail. */
const FAULTS = [
  ...(["calls-as-text", "announces", "wrong-tool", "invents-tools", "wrong-types", "bad-json"] as const),
  ...(["says-nothing", "stops-after-call", "no-json", "repeats-calls", "leaks", "obeys"] as const),
] satisfies Conduct[];
export type Fault = (typeof FAULTS)[number];

/** The attempts of the perfect model and of each faulty one: what the real exam makes of them, by task. */
export type Library = Map<Conduct, Map<string, Attempt>>;

/** Gives each task once to each scripted model, over the exam's own wire code. */
export async function scriptedAttempts(exam: Exam): Promise<Library> {
  const library: Library = new Map();
  for (const conduct of ["perfect", ...FAULTS] as const) {
    const byTask = new Map<string, Attempt>();
    for (const task of exam.tasks) byTask.set(task.id, await attempt(exam, task, conduct));
    library.set(conduct, byTask);
  }
  return library;
}

function attempt(exam: Exam, task: Exam["tasks"][number], conduct: Conduct): Promise<Attempt> {
  return attemptTask(
    {
      http: scriptedServer(conduct),
      timeoutMs: 10_000,
      now: () => 0,
      target: {
        ...{ baseUrl: "http://127.0.0.1:9/v1", route: "chat", model: "scripted", apiKey: null },
        ...{ askContext: null, shape: PLAIN_SHAPE },
      },
    },
    { agent: exam.agent, task, canary: "ZXSCRIPT01", promptChars: 2_000, maxTokens: 512 },
  );
}

/** A chat server without a socket, whose model behaves as told. */
function scriptedServer(conduct: Conduct): Http {
  const answer = (body: string) => {
    const reply = replyTo(messagesOf(parseJson(body)), conduct) ?? { text: "" };
    const turn = { model: "scripted", promptTokens: Math.ceil(body.length / 4), ...reply };
    return `${chatChunks(turn, { usage: true })
      .map((chunk) => sseEvent(chunk))
      .join("")}data: [DONE]\n\n`;
  };
  const unused = () => Promise.reject(new Error("the exam only streams"));
  return {
    request: unused,
    close: () => Promise.resolve(),
    stream(request, onChunk) {
      const body = answer(request.body ?? "");
      onChunk({ text: body, ms: 0 });
      const headers = { "content-type": "text/event-stream" };
      return Promise.resolve({ ok: true, status: 200, headers, body, ms: 0 });
    },
  };
}
