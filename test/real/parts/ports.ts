import { createServer } from "node:net";
import { missing, type Part } from "./part.ts";

/** The default port of a product, when nothing else holds it: a scenario on it cannot move to another. */
export function getPort(port: number): Promise<Part<{ port: number }>> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      done(missing(`127.0.0.1:${port} is not free (${error.code})`));
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => done({ have: true, what: `port ${port}`, port }));
    });
  });
}
