import { asArray, asString, getIn, getKey, isObject, parseJson } from "../../core/json.ts";

/**
 * The error message of a server: `error.message`, a string `error`, a Responses `response.error`, `detail` (string,
 * object or list), `message`, plain text or the title or heading of an HTML page.
 */
export function errorText(body: string): string {
  const json = parseJson(body);
  if (isObject(json)) return fromJson(json) ?? body.trim();
  const title = /<(title|h1)[^>]*>([^<]*)<\/\1>/i.exec(body)?.[2];
  if (title !== undefined) return `HTML page: ${title.trim()}`;
  return typeof json === "string" ? json : body.trim();
}

function fromJson(json: unknown): string | undefined {
  const error = getKey(json, "error");
  const nested =
    asString(getKey(error, "message")) ??
    asString(error) ??
    asString(getIn(json, ["response", "error", "message"]));
  if (nested !== undefined) return nested;
  const detail = getKey(json, "detail");
  return (
    asString(detail) ??
    asString(getKey(detail, "msg")) ??
    asArray(detail)
      .map((item) => asString(getKey(item, "msg")))
      .find((text) => text !== undefined) ??
    asString(getKey(json, "message"))
  );
}

/** The machine-readable kind that some servers add: `error.type` and `error.code`. */
export function errorCodes(body: string): { type: string | null; code: string | null } {
  const error = getKey(parseJson(body), "error");
  const code = getKey(error, "code");
  return {
    type: asString(getKey(error, "type")) ?? null,
    code: typeof code === "number" ? String(code) : (asString(code) ?? null),
  };
}

/** True for a body or event that reports an error; Responses objects carry `error: null` when all is well. */
export function hasError(json: unknown): boolean {
  const error = getKey(json, "error");
  return error !== undefined && error !== null && error !== false;
}
