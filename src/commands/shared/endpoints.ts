import { UserError } from "../../core/errors.ts";
import type { Env } from "../../ports/index.ts";
import { listOption, type RawOptions } from "./options.ts";

/** The --endpoint URLs, checked: absolute, http or https, without credentials in them. */
export function checkedEndpoints(raw: RawOptions): string[] {
  return listOption(raw, "endpoint").map((text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
      const guess = /^[\w.-]+(:\d+)?(\/|$)/.test(text) ? `http://${text}` : "http://127.0.0.1:8000/v1";
      throw new UserError(`--endpoint ${JSON.stringify(text)} is not a URL`, {
        hint: `write it as ${guess}`,
      });
    }
    if (url.username !== "" || url.password !== "") {
      throw new UserError("--endpoint holds a user name or password, which would end up in logs", {
        hint: "put the key into an environment variable and name it with --api-key-env",
      });
    }
    return text.replace(/\/+$/, "");
  });
}

/** The key in a named environment variable; undefined when none is named. UserError when it is not set. */
export function envKey(name: string | undefined, env: Env): string | undefined {
  if (name === undefined) return undefined;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new UserError("--api-key-env takes the name of an environment variable, not a key", {
      hint: "for example: --api-key-env LM_API_TOKEN",
    });
  }
  const value = env[name];
  if (value === undefined || value === "") {
    throw new UserError(`the environment variable ${name} is not set`, {
      hint: `set it first: export ${name}=...`,
    });
  }
  return value;
}
