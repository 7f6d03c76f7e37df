import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { closedPort } from "../emulators/index.ts";
import { CERTIFICATES } from "../support/certificates.ts";
import { applyConfigAdvice } from "./lib/advice.ts";
import { doctor } from "./lib/cli.ts";
import { CONTEXT, type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { launch, type ModelServer } from "./lib/product.ts";
import { makeSandbox, writeConfig } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { healthyStory, planted } from "./lib/story.ts";
import { nginx, nginxConfig } from "./products/nginx.ts";

type Config = Parameters<typeof writeConfig>[1];

const KEYED = 'if ($http_authorization != "Bearer right-key") { return 401; }';
const ENV = { LOCAL_API_KEY: "right-key" };

scenario("nginx in front of llama-server", ["nginx", "llama", "models", "openclaw"], (have) => {
  const product = nginx(have.nginx.bin, have.nginx.version);
  const sandbox = makeSandbox("nginx", have.openclaw.path);
  let backend: Llama;
  let proxy: ModelServer | null = null;
  let port = 0;
  let backendPort = 0;
  let readyPort = 0;
  const startBackend = async () => {
    backend = await startLlama({ bin: have.llama.bin, model: have.models.plain, port: backendPort });
  };
  beforeAll(async () => {
    [port, backendPort, readyPort] = [await closedPort(), await closedPort(), await closedPort()];
    await startBackend();
  });
  afterAll(async () => {
    await proxy?.stop();
    await backend?.stop();
    sandbox.remove();
  });
  /** (Re)starts nginx with these `server` blocks. */
  const servers = async (blocks: string) => {
    await proxy?.stop();
    const file = nginxConfig(sandbox, readyPort, blocks);
    proxy = await launch(product, sandbox, `nginx -c ${file}`, readyPort);
  };
  const site = (lines: string) => servers(`server { listen 127.0.0.1:${port}; ${lines} }`);
  /** A `location` that passes requests on to llama-server. */
  const pass = (lines = "") => `location / { proxy_pass http://127.0.0.1:${backendPort}; ${lines} }`;
  const root = () => `http://127.0.0.1:${port}`;
  const config = (more: Partial<Config> = {}) =>
    writeConfig(sandbox, { baseUrl: `${root()}/v1`, model: MODEL_ID, contextWindow: CONTEXT, ...more });
  const ask = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => doctor(sandbox, args, env);

  describe("healthy, under a path of its own and with a key", () => {
    beforeAll(() => site(`location /openai/ { ${KEYED} proxy_pass http://127.0.0.1:${backendPort}/; }`));
    const key = ["--api-key-env", "LOCAL_API_KEY"];
    healthyStory({
      product,
      sandbox,
      baseUrl: () => `${root()}/openai/v1`,
      scanned: { kind: "llamacpp", auth: "required" },
      model: { id: MODEL_ID, loaded: true, contextAllocated: CONTEXT },
      context: "meta.n_ctx",
      scan: key,
      init: key,
      env: ENV,
    });
  });

  describe("faults", () => {
    planted("a wrong key", {
      product,
      plant: async () => {
        await site(pass(KEYED));
        config({ apiKey: "${LOCAL_API_KEY}" });
        return ask([], { LOCAL_API_KEY: "wrong-key" });
      },
      finds: "error server-401",
      // nginx's own page does not say what it misses
      check: ({ fixHint }) => expect(fixHint).toContain("the key in LOCAL_API_KEY"),
      cure: () => ask([], ENV),
    });

    planted("no key", {
      product,
      plant: async () => {
        config();
        return ask();
      },
      finds: "error server-401",
      check: ({ fixHint }) => expect(fixHint).toContain("require apiKey"),
      cure: () => {
        config({ apiKey: "${LOCAL_API_KEY}" });
        return ask([], ENV);
      },
    });

    planted("HTTP Basic", {
      product,
      plant: async () => {
        writeFileSync(`${sandbox.dir}/htpasswd`, "me:{PLAIN}secret\n");
        await site(pass(`auth_basic "models"; auth_basic_user_file ${sandbox.dir}/htpasswd;`));
        config();
        return ask();
      },
      finds: "error server-401",
      check: ({ message }) => expect(message).toContain("user name and password"),
      cure: () => {
        config({ apiKey: "local", headers: { Authorization: "Basic ${LOCAL_LOGIN}" } });
        return ask([], { LOCAL_LOGIN: btoa("me:secret") });
      },
    });

    planted("an address that may not ask", {
      product,
      plant: async () => {
        await site(pass("deny all;"));
        config();
        return ask();
      },
      finds: "error server-401",
      check: ({ message }) => expect(message).toContain("without naming the reason"),
    });

    planted("a path that nginx does not have", {
      product,
      plant: async () => {
        await site(`location /openai/v1/ { proxy_pass http://127.0.0.1:${backendPort}/v1/; }`);
        config();
        return ask(["--deep"]);
      },
      finds: "error port-held-by-other-server",
      cure: () => {
        config({ baseUrl: `${root()}/openai/v1` });
        return ask();
      },
    });

    planted("the path without /v1", {
      product,
      plant: () => {
        config({ baseUrl: `${root()}/openai` });
        return ask();
      },
      finds: "error baseurl-path",
      cure: (finding) => {
        applyConfigAdvice(sandbox, finding);
        return ask();
      },
    });

    planted("a login page", {
      product,
      plant: async () => {
        await site(`location / { return 302 /login; }`);
        config();
        return ask();
      },
      finds: "error redirected",
      cure: async () => {
        await site(`${pass()} location = / { return 302 /login; }`);
        return ask();
      },
    });

    planted("a web page for everything", {
      product,
      plant: async () => {
        await site(`default_type text/html; location / { return 200 "<html><body>It works</body></html>"; }`);
        config();
        return ask();
      },
      finds: "error port-held-by-other-server",
    });

    planted("another host name, refused with 403", {
      product,
      plant: async () => {
        const listen = `listen 127.0.0.1:${port}`;
        await servers(`server { ${listen} default_server; return 403; }
          server { ${listen}; server_name localhost; ${pass()} }`);
        config();
        return ask();
      },
      finds: "error host-header-refused",
      cure: () => {
        config({ baseUrl: `http://localhost:${port}/v1` });
        return ask();
      },
    });

    planted("another host name, refused with 421", {
      product,
      plant: async () => {
        const listen = `listen 127.0.0.1:${port}`;
        await servers(`server { ${listen} default_server; return 421; }
          server { ${listen}; server_name models.example; ${pass()} }`);
        config();
        return ask();
      },
      finds: "error host-header-refused",
      cure: async () => {
        await site(`server_name models.example 127.0.0.1; ${pass()}`);
        return ask();
      },
    });

    planted("a connection closed without an answer (444)", {
      product,
      plant: async () => {
        await site("return 444;");
        config();
        return ask();
      },
      finds: "error server-unreachable",
    });

    planted("too many requests", {
      product,
      plant: async () => {
        await site(`location / { return 429; }`);
        config();
        return ask();
      },
      finds: "warning server-busy",
    });

    planted("https with a certificate that nothing trusts", {
      product,
      plant: async () => {
        const { cert, key } = CERTIFICATES.self;
        writeFileSync(`${sandbox.dir}/cert.pem`, cert);
        writeFileSync(`${sandbox.dir}/key.pem`, key);
        const files = `ssl_certificate ${sandbox.dir}/cert.pem; ssl_certificate_key ${sandbox.dir}/key.pem`;
        await servers(`server { listen 127.0.0.1:${port} ssl; ${files}; ${pass()} }`);
        config({ baseUrl: `https://127.0.0.1:${port}/v1` });
        return ask();
      },
      finds: "error server-unreachable",
      check: ({ fixHint }) => expect(fixHint).toContain("models.providers.local.request.tls.ca"),
      cure: () => {
        const tls = { ca: CERTIFICATES.self.cert };
        config({ baseUrl: `https://127.0.0.1:${port}/v1`, request: { tls } });
        return ask();
      },
    });

    planted("http on that port", {
      product,
      plant: () => {
        config({ request: { tls: { ca: CERTIFICATES.self.cert } } });
        return ask();
      },
      finds: "error server-unreachable",
      cure: (finding) => {
        applyConfigAdvice(sandbox, finding);
        return ask();
      },
    });

    planted("https on a port of plain http", {
      product,
      plant: async () => {
        await site(pass());
        config({ baseUrl: `https://127.0.0.1:${port}/v1` });
        return ask();
      },
      finds: "error server-unreachable",
      cure: (finding) => {
        applyConfigAdvice(sandbox, finding);
        return ask();
      },
    });

    planted("a limit for the size of requests", {
      product,
      plant: async () => {
        await site(pass("client_max_body_size 16k;"));
        config();
        return ask(["--deep"]);
      },
      finds: "error answer-error",
      check: ({ message, fixHint }) => {
        expect(message).toContain("size of the request");
        expect(fixHint).toContain("client_max_body_size");
      },
      cure: async () => {
        await site(pass("client_max_body_size 50m;"));
        return ask(["--deep"]);
      },
    });

    planted("a read timeout that is shorter than the prompt takes", {
      product,
      plant: async () => {
        await site(pass("proxy_read_timeout 60ms;"));
        config();
        return ask(["--deep"]);
      },
      finds: "error no-answer",
      check: ({ fixHint }) => expect(fixHint).toContain("proxy_read_timeout 600s"),
      cure: async () => {
        await site(pass("proxy_read_timeout 600s;"));
        return ask(["--deep"]);
      },
    });

    planted("nothing behind it", {
      product,
      plant: async () => {
        await site(pass());
        await backend.stop();
        config();
        return ask();
      },
      finds: "error server-unreachable",
      check: ({ fixHint }) => expect(fixHint).toContain("behind the proxy"),
      cure: async () => {
        await startBackend();
        return ask();
      },
    });
  });
});
