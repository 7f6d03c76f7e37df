import { trimSlashes } from "./address.ts";
import { UserError } from "./errors.ts";

/**
 * Reads --endpoint: a URL, host:port, a port, :port or [::1]:port. An address without a path means its `/v1`, where every
 * product lists its models. It must be http or https, without credentials in it.
 */
export function endpointUrl(given: string): string {
  const text = withScheme(given.trim());
  const url = text !== null && URL.canParse(text) ? new URL(text) : null;
  if (text === null || url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new UserError(`--endpoint ${JSON.stringify(withoutUser(given))} is not an address`, {
      hint: "write a URL, host:port or a port: http://127.0.0.1:8000/v1, gpubox:8000, 8000",
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new UserError("--endpoint holds a user name or password, which would end up in logs", {
      hint: "put the key into an environment variable and name it with --api-key-env",
    });
  }
  const spelled = trimSlashes(text).replace(ROUTE, "");
  return trimSlashes(url.pathname) === "" && url.search === "" ? `${spelled}/v1` : spelled;
}

/** The end of a whole route, which people copy from a curl command. */
const ROUTE = /(?<=\/v1)\/(?:models|chat\/completions|completions|responses)$/;

/** A host with a port, or with a path: `localhost` alone is more likely to lack its port than to mean port 80. */
const HOST_PORT = /^(?:[\w.-]+|\[[\da-f:.]+\]):[1-9]\d{0,4}(?:\/|$)/i;

/** The address as a URL; null when it cannot be one. */
function withScheme(text: string): string | null {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) return text;
  const bare = text.replace(/^\/\//, "");
  if (/^:?[1-9]\d{0,4}(?:\/|$)/.test(bare)) return `http://127.0.0.1:${bare.replace(/^:/, "")}`;
  return HOST_PORT.test(bare) ? `http://${bare}` : null;
}

/** What was typed, without a user name and password. */
function withoutUser(text: string): string {
  return text.replace(/^(.*\/\/)?[^/]*@/, "$1***@");
}

/** Reads --api-key-env. The text is not repeated: it may be the key itself. */
export function envName(given: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(given)) return given;
  throw new UserError("--api-key-env takes the name of an environment variable, not a key", {
    hint: "for example: --api-key-env LM_API_TOKEN",
  });
}
