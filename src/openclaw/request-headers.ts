import { redactSecrets } from "../core/text.ts";
import type { HttpOutcome, RequestSettings } from "../ports/index.ts";

/** The headers that authorize a request, with names in lower case. */
export function requestHeaders(
  apiKey: string | null,
  settings: RequestSettings | undefined,
): Record<string, string> {
  return { ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }), ...settings?.headers };
}

/** The values that no output may contain. */
export function secretsOf(apiKey: string | null, settings: RequestSettings | undefined): string[] {
  const values = Object.values(settings?.headers ?? {});
  // a server may repeat the credentials of "Basic …" without the word
  const bare = values.map((value) => value.replace(/^[A-Za-z]+ +/, ""));
  const { passphrase, key } = settings?.tls ?? {};
  return [apiKey, ...values, ...bare, passphrase, key].filter((value) => value != null);
}

/** The outcome of a request; the text of a refusal may repeat what was sent. */
export function withoutSecrets(
  outcome: HttpOutcome,
  apiKey: string | null,
  settings: RequestSettings | undefined,
): HttpOutcome {
  if (!outcome.ok || outcome.status < 400) return outcome;
  return { ...outcome, body: redactSecrets(outcome.body, secretsOf(apiKey, settings)) };
}
