import { envFilePath } from "../../openclaw/env-file.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { adapterOf } from "../../servers/registry.ts";
import type { ServerState } from "../../servers/types.ts";
import { WentBackError } from "../../ui/prompts/back.ts";
import { checkKeyEnv, defaultKeyEnv } from "../key.ts";
import { hintOf, LeaveError, look, tell, WAYS_OUT, type Wizard } from "./wizard.ts";

const HELP =
  "The config gets only the name of a variable, such as ${LM_API_TOKEN}. OpenClaw reads its value from the environment or from its own .env file.";

/** A server requires a key: which variable has it, or the key itself for OpenClaw's `.env`. Then looks again with it. */
export async function askKey(w: Wizard, state: ServerState, askAddress: () => Promise<void>): Promise<void> {
  const { outside } = w.session;
  const { kind, provider } = adapterOf(state.kind);
  const proposed = defaultKeyEnv(kind, provider.id);
  const file = displayPath(
    envFilePath({ env: outside.env, homeDir: outside.host.homeDir, fs: outside.fs }),
    outside.host.cwd,
  );
  tell(
    w,
    `${state.product ?? "the server"} at ${state.baseUrl} ${state.auth === "rejected" ? "refuses the key" : "requires a key"}`,
  );
  const answer = await w.ask.select(
    "Where is its key?",
    [
      {
        value: "enter",
        name: "I enter it",
        key: "e",
        description: `it goes to ${file}, which only you can read`,
      },
      { value: "name", name: "in a variable", key: "v", description: "of this shell, or of OpenClaw's .env" },
      ...WAYS_OUT,
    ],
    "enter",
    { help: HELP },
  );
  if (answer === "quit") throw new LeaveError();
  if (answer === "again") return look(w);
  try {
    if (answer === "address") await askAddress();
    else await readKey(w, state, answer, proposed);
  } catch (error) {
    if (!(error instanceof WentBackError)) throw error;
  }
}

async function readKey(
  w: Wizard,
  state: ServerState,
  how: "enter" | "name",
  proposed: string,
): Promise<void> {
  const { outside } = w.session;
  const name = await w.ask.text("Name of the variable?", proposed, wrongName, { back: true, help: HELP });
  if (how === "enter" || (w.find.env[name] ?? "") === "") {
    if (how === "name") tell(w, `${name} is not set here`);
    const key = await w.ask.text("The key?", null, (text) => (text === "" ? "the key of the server" : null), {
      back: true,
      hidden: true,
      help: HELP,
    });
    outside.secrets?.hide(name, () => [key]);
    w.keys.set(name, key);
  }
  w.wishes.apiKeyEnv = name;
  w.wishes.server = undefined;
  w.find = {
    ...w.find,
    apiKeyEnv: name,
    endpoints: [state.baseUrl],
    env: { ...w.find.env, ...Object.fromEntries(w.keys) },
  };
  await look(w);
}

function wrongName(text: string): string | null {
  return hintOf(() => checkKeyEnv(text));
}
