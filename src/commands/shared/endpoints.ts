import { trimSlashes } from "../../core/address.ts";
import { UserError } from "../../core/errors.ts";

/** Reads --endpoint: absolute, http or https, without credentials in it. */
export function endpointUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    const guess = /^[\w.-]+(:\d+)?(\/|$)/.test(given) ? `http://${given}` : "http://127.0.0.1:8000/v1";
    throw new UserError(`--endpoint ${JSON.stringify(given)} is not a URL`, { hint: `write it as ${guess}` });
  }
  if (url.username !== "" || url.password !== "") {
    throw new UserError("--endpoint holds a user name or password, which would end up in logs", {
      hint: "put the key into an environment variable and name it with --api-key-env",
    });
  }
  return trimSlashes(given);
}
