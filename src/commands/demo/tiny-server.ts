import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { type Json, parseJson } from "../../core/json.ts";

/** A received request. @internal */
export interface RecordedRequest {
  method: string;
  /** Without the query. */
  path: string;
  /** With its "?", or "". */
  query: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
}

/** One request and the means to answer it. */
export interface Exchange extends RecordedRequest {
  params: URLSearchParams;
  bodyJson: Json | undefined;
  json(status: number, value: Json, headers?: Record<string, string>): void;
  text(status: number, text: string, headers?: Record<string, string>): void;
  /** Opens a stream; follow with write and end. */
  open(status: number, headers: Record<string, string>): void;
  /** Resolves in the next turn of the event loop, so that pieces arrive separately. */
  write(text: string): Promise<void>;
  end(): void;
  /** Cuts the connection. */
  cut(): void;
}

export interface TinyServer {
  port: number;
  origin: string;
  requests: RecordedRequest[];
  close(): Promise<void>;
}

export type Handler = (exchange: Exchange) => void | Promise<void>;

function exchangeOf(request: IncomingMessage, response: ServerResponse, body: string): Exchange {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const send = (status: number, type: string, text: string, headers: Record<string, string>) => {
    response.writeHead(status, { "content-type": type, ...headers });
    response.end(text);
  };
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.search,
    params: url.searchParams,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body,
    bodyJson: parseJson(body),
    json: (status, value, headers = {}) =>
      send(status, "application/json; charset=utf-8", JSON.stringify(value), headers),
    text: (status, text, headers = {}) => send(status, "text/plain; charset=utf-8", text, headers),
    open: (status, headers) => {
      response.writeHead(status, headers);
      response.flushHeaders();
    },
    write: (text) => {
      response.write(text);
      return new Promise((resolve) => setImmediate(resolve));
    },
    end: () => void response.end(),
    cut: () => void request.socket.destroy(),
  };
}

/** Serves on 127.0.0.1 (port 0: any free port) and records every request. */
export async function serveTiny(handler: Handler, port = 0): Promise<TinyServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer(async (request, response) => {
    const exchange = exchangeOf(request, response, await readText(request).catch(() => ""));
    const { method, path, query, headers, body } = exchange;
    requests.push({ method, path, query, headers, body });
    try {
      await handler(exchange);
    } catch (error) {
      exchange.cut();
      throw error;
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
