import { trimSlashes } from "../../core/address.ts";
import { type Safe, setFix } from "../../core/finding.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import { apisOf, effectiveApi } from "../support/config-refs.ts";
import { writtenBaseUrl } from "../support/config-text.ts";
import { each, providers } from "../support/each.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { baseUrlOf } from "../support/helps.ts";
import { aboutEndpoint, evidence, perEndpoint } from "../support/outcome.ts";
import { providerPath } from "../support/paths.ts";
import { ProductName } from "../support/product.ts";
import { type ConfigFinding, defineCheck } from "../types.ts";

/** Endpoint paths, which OpenClaw appends itself. */
const ENDPOINT =
  /\/(?:chat\/completions|completions|responses|messages|models|embeddings|api\/(?:chat|generate|tags))\/*$/i;

/** llama-server also answers without /v1 (measured). Its name proves the product, but its ports do not. */
const LLAMA_NAME = /llama[-_. ]?(?:cpp|server)/i;
const LLAMA_PORTS = new Set(["8080", "9931"]);

/** A base URL that does not lead to an endpoint. */
export const baseurlPath = defineCheck({
  id: "baseurl-path",
  title: "Base URL that does not lead to an endpoint",
  severity: "error",
  doc: {
    what: "The `baseUrl` of a provider lacks `http://` or `/v1`, includes a whole endpoint such as `/chat/completions`, has `/v1` twice, contains a user name or password, or names 0.0.0.0. `doctor` also reports a model server that answers at this address but has its API under another path.",
    why: 'OpenClaw accepts any text there and appends the endpoint to it, so the server answers 404 or nothing. 0.0.0.0 is an address to listen on, and OpenClaw blocks requests to it. It refuses credentials in a URL ("Request cannot be constructed from a URL that includes credentials").',
    bad: `{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: localProvider(QWEN),
    seen: "{ baseUrl: 'http://127.0.0.1:1234', api: 'openai-completions' }",
    helps: {
      byServer: {
        lmstudio: baseUrlOf,
        vllm: baseUrlOf,
        llamacpp: baseUrlOf,
        ollama: baseUrlOf,
        litellm: baseUrlOf,
        sglang: baseUrlOf,
        mlx: baseUrlOf,
        "openai-compatible":
          "`models.providers.<id>.baseUrl`, ending in the path that its documentation gives (most: `/v1`)",
      },
    },
  },
  config: {
    run: each(providers, (provider, context) => {
      const url = writtenBaseUrl(context, provider);
      const fault = url === null ? null : findFault(provider, url.trim());
      return url === null || fault === null ? null : describe(provider, url, fault);
    }),
  },
  server: {
    stage: "reachable",
    after: ["redirected"],
    run: perEndpoint((endpoint) => {
      const { state, baseUrl } = endpoint.facts;
      if (state.status !== "wrong-path") return null;
      const works = state.suggestedBaseUrl;
      return aboutEndpoint(endpoint, "baseUrl", {
        message: `${ProductName(state)} answers at ${state.origin}, but its API is not under the path of ${baseUrl}`,
        evidence: evidence({ seen: state.detail, works }),
        fixHint: works
          ? `set baseUrl to ${works}`
          : "find the path that ends in /v1 in the server's documentation and use it in baseUrl",
        fix: works
          ? setFix(providerPath(endpoint, "baseUrl"), works, { safe: isBelow(works, baseUrl) })
          : null,
      });
    }),
  },
});

interface Fault {
  message: string;
  /** The corrected URL; null if unknown. */
  better: string | null;
  safe: Safe;
  severity?: "warning" | undefined;
  /** True if some servers answer there anyway. */
  guess?: true;
  /** Instead of "use <better>". */
  hint?: string;
}

function describe(
  provider: ProviderView,
  url: string,
  { message, better, safe, severity, guess, hint }: Fault,
): ConfigFinding {
  const at = [...provider.path, "baseUrl"];
  // One URL can have several faults; the fix covers all of them.
  const next = better === null ? null : (findFault(provider, better)?.better ?? better);
  return {
    at,
    message,
    severity,
    guess,
    target: provider.id,
    endpoint: url,
    evidence: { api: effectiveApi({ provider }) },
    fixHint:
      hint ?? (next === null ? "use the full address, such as http://127.0.0.1:1234/v1" : `use ${next}`),
    fix: next === null ? null : setFix(at, next, { safe }),
  };
}

function findFault(provider: ProviderView, url: string): Fault | null {
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(url)) return noScheme(url);
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return { message: `${JSON.stringify(url)} is not a URL`, better: null, safe: false };
  }
  if (!/^https?:$/.test(parsed.protocol))
    return { message: `A base URL cannot begin with ${parsed.protocol}//`, better: null, safe: false };
  if (parsed.username !== "" || parsed.password !== "") {
    return {
      message: "OpenClaw cannot send requests to a base URL with a user name or a password in it",
      better: url.replace(/\/\/[^/?#]*@/, "//"),
      // the credentials have to go somewhere else first
      safe: false,
      hint: 'remove them from the URL, and set headers.Authorization to "Basic ${NAME}" if the server requires them',
    };
  }
  if (classifyUrl(url) === "unspecified") {
    const better = url.replace(/\/\/(?:0\.0\.0\.0|\[::\])/, "//127.0.0.1");
    return {
      message: `${parsed.hostname} is an address to listen on; OpenClaw blocks requests to it`,
      better: better === url ? null : better,
      safe:
        better !== url &&
        "OpenClaw blocks every request to this address, and the other one is the same machine",
    };
  }
  return pathFault(provider, url, parsed);
}

function noScheme(url: string): Fault {
  const local = classifyUrl(`http://${url}`);
  if (local === null || !/^(?:\[[\da-f:]+\]|[\w.-]+)(?::\d+)?(?:\/|$)/i.test(url))
    return { message: `${JSON.stringify(url)} is not a URL`, better: null, safe: false };
  const isLocal = local !== "public";
  return {
    message: `The base URL lacks ${isLocal ? "http://" : "https://"}`,
    better: `${isLocal ? "http" : "https"}://${url}`,
    safe: isLocal && "OpenClaw cannot send a request to an address without a scheme",
  };
}

/** A URL that does not parse yet has no locality in the config view; its corrected form has one. */
function isLocal({ local }: ProviderView, url: string): boolean {
  return local ?? classifyUrl(url) !== "public";
}

function pathFault(provider: ProviderView, url: string, { pathname, port }: URL): Fault | null {
  if (ENDPOINT.test(pathname)) {
    const endpoint = ENDPOINT.exec(pathname)?.[0] ?? "";
    return {
      message: `The base URL includes the endpoint ${trimSlashes(endpoint)}, which OpenClaw appends itself`,
      better: trimSlashes(url.replace(ENDPOINT, "")),
      // of the others, a gateway may have a folder with that name
      safe:
        /\/chat\/completions\/*$/i.test(pathname) &&
        "OpenClaw would send to /chat/completions/chat/completions, which no server has",
    };
  }
  if (/\/v1\/+v1\/*$/i.test(pathname))
    return {
      message: "The base URL has /v1 twice",
      better: url.replace(/\/v1\/+v1\/*$/i, "/v1"),
      // a gateway may pass on what follows its own /v1
      safe: false,
    };
  const wantsV1 = apisOf(provider).some((api) => /^openai-(?:completions|responses)$/.test(api));
  // LiteLLM's documented base URL has no path; for others, only an empty path is certainly wrong.
  if (!wantsV1 || !/^\/*$/.test(pathname) || !isLocal(provider, url) || provider.id === "litellm")
    return null;
  if (LLAMA_NAME.test(provider.id)) return null;
  return {
    guess: true,
    message: "The base URL lacks /v1, so requests go to a path that servers with an OpenAI API do not have",
    better: `${trimSlashes(url)}/v1`,
    // llama-server, LiteLLM and a proxy may have the API here
    safe: false,
    severity: LLAMA_PORTS.has(port) ? "warning" : undefined,
  };
}

/** Why an address that answered can replace the configured one; false: it may be that of another server. */
function isBelow(works: string, baseUrl: string): Safe {
  const below = trimSlashes(works).startsWith(`${trimSlashes(baseUrl)}/`);
  return below && "the API is not at the configured address, and the same server has it right below";
}
