import type { Exchange } from "../../src/commands/demo/tiny-server.ts";
import type { EmulatorOptions, Profile } from "./types.ts";

function odd(name: string, profile: Pick<Profile, "handle" | "onSocket">): Profile {
  const options: EmulatorOptions = {};
  const forbids: Profile["forbids"] = ({ path }) =>
    path === "/health" ? "asks an unidentified server for its health" : null;
  return { name, options, basePath: "/v1", forbids, ...profile };
}

const nothing = () => undefined;

/** A web app: every path answers 200 with HTML. */
export function htmlApp(status = 200): Profile {
  return odd("html app", {
    handle: (exchange) =>
      exchange.text(status, "<!doctype html><title>Open WebUI</title>", {
        "content-type": "text/html; charset=utf-8",
      }),
  });
}

/** Accepts connections and never answers. */
export function silent(): Profile {
  return odd("silent TCP", { handle: nothing, onSocket: (socket) => socket.resume() });
}

/** Sends something that is not HTTP (an SSH banner) and closes. */
export function notHttp(): Profile {
  return odd("not HTTP", { handle: nothing, onSocket: (socket) => socket.end("SSH-2.0-OpenSSH_10.0\r\n") });
}

/** Sends headers, then one byte at a time, forever. */
export function slowLoris(everyMs = 50): Profile {
  return odd("slow loris", {
    handle: nothing,
    onSocket: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n{");
      const timer = setInterval(() => socket.write(" "), everyMs);
      socket.on("close", () => clearInterval(timer));
    },
  });
}

/** Sends every request elsewhere. */
export function redirect(location: string, status = 302): Profile {
  return odd("redirect", { handle: (exchange) => exchange.text(status, "", { location }) });
}

/** A model list of `megabytes` MB. */
export function huge(megabytes = 50): Profile {
  return odd("huge", {
    handle: async (exchange) => {
      exchange.open(200, { "content-type": "application/json" });
      await exchange.write('{"object":"list","data":[');
      const block = " ".repeat(1 << 20);
      for (let sent = 0; sent < megabytes; sent += 1) await exchange.write(block);
      await exchange.write("]}");
      exchange.end();
    },
  });
}

/** 200, content type JSON, body of something else. */
export function nonJson(body = "it works!"): Profile {
  return odd("non-JSON", {
    handle: (exchange) => exchange.text(200, body, { "content-type": "application/json" }),
  });
}

/** Valid JSON of another kind of service. */
export function otherJson(): Profile {
  return odd("other JSON", { handle: (exchange) => exchange.json(200, { hello: "world" }) });
}

/** A proxy in front of a server: a request that `refuse` answers does not reach it. */
export function behind<O extends EmulatorOptions>(
  inner: Profile<O>,
  refuse: (exchange: Exchange) => boolean,
): Profile<O> {
  return {
    ...inner,
    handle: (exchange) => (refuse(exchange) ? undefined : inner.handle(exchange)),
  };
}

/** The same with a proxy that lets only requests with this header pass. */
export function requiring<O extends EmulatorOptions>(
  inner: Profile<O>,
  [name, value]: readonly [name: string, value: string],
  { status = 403, body = "<html><h1>403 Forbidden</h1></html>", headers = {} } = {},
): Profile<O> {
  return behind(inner, (exchange) => {
    if (exchange.headers[name] === value) return false;
    exchange.text(status, body, { "content-type": "text/html", ...headers });
    return true;
  });
}
