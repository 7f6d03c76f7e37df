import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { createServer } from "node:tls";
import type { Emulator } from "../emulators/index.ts";
import { CERTIFICATES } from "./certificates.ts";
import { track } from "./track.ts";

export type Certificate = keyof typeof CERTIFICATES;

/** The PEM text of a certificate. */
export const pemOf = (name: Certificate): string => CERTIFICATES[name].cert;
/** The PEM text of its key. */
export const keyOf = (name: Certificate): string => CERTIFICATES[name].key;

/** Speaks TLS in front of an emulator; its base URL. With `clients`, only for clients with that certificate. */
export async function overTls(emulator: Emulator, name: Certificate, clients?: Certificate): Promise<string> {
  const asks =
    clients === undefined ? {} : { requestCert: true, rejectUnauthorized: true, ca: pemOf(clients) };
  const server = createServer({ cert: pemOf(name), key: keyOf(name), ...asks }, (socket) => {
    const inner = connect(emulator.port, "127.0.0.1");
    const end = () => {
      inner.destroy();
      socket.destroy();
    };
    socket.on("error", end).on("close", end).pipe(inner).on("error", end).on("close", end).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  track({ close: () => server.close() });
  const { port } = server.address() as AddressInfo;
  const { pathname } = new URL(emulator.baseUrl);
  return `https://127.0.0.1:${port}${pathname}`;
}
