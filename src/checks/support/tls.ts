import { classifyHost } from "../../openclaw/locality.ts";
import type { EndpointFacts } from "../facts.ts";

/** What is wrong with a certificate, and how to fix it. */
interface CertificateFault {
  what: string;
  hint(where: Where): string;
}

interface Where {
  /** Host and port. */
  host: string;
  /** "models.providers.box", or "the provider". */
  provider: string;
  sent: EndpointFacts["sent"];
}

/** How OpenClaw learns to trust a certificate. */
function trust(what: string, { provider, sent }: Where): string {
  const place = `${provider}.request.tls.ca`;
  if (sent?.caIsNoPem === true)
    return `put the text of the certificate (PEM) into ${place}, not the path of its file`;
  const replace =
    sent?.tls.includes("ca") === true
      ? `replace ${place} by ${what} (PEM)`
      : `put ${what} (PEM) into ${place}`;
  return `${replace}, or set NODE_EXTRA_CA_CERTS to its file for OpenClaw's service and for this shell`;
}

const SELF_SIGNED: CertificateFault = {
  what: "its certificate is self-signed, and nothing here trusts it",
  hint: (where) => trust("the server's certificate", where),
};
const UNKNOWN_ISSUER: CertificateFault = {
  what: "its certificate is from an issuer that nothing here trusts, or the server does not send the whole chain",
  hint: (where) => trust("the issuer's certificate", where),
};
const CLIENT_CERTIFICATE: CertificateFault = {
  what: "it ends the TLS handshake, as servers do that require a client certificate",
  hint: ({ provider }) =>
    `put the client's certificate and key (PEM) into ${provider}.request.tls.cert and .key, or look into the server's log`,
};

/** Faults of certificates by the code of Node. */
const FAULTS: Readonly<Record<string, CertificateFault>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: SELF_SIGNED,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
  CERT_UNTRUSTED: UNKNOWN_ISSUER,
  CERT_SIGNATURE_FAILURE: UNKNOWN_ISSUER,
  CERT_HAS_EXPIRED: {
    what: "its certificate has expired",
    hint: () => "renew the server's certificate; if it is new, check this machine's clock",
  },
  CERT_NOT_YET_VALID: {
    what: "its certificate is not valid yet",
    hint: () => "check the clocks of this machine and of the server",
  },
  CERT_REVOKED: {
    what: "its certificate was revoked",
    hint: () => "give the server a new certificate",
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    what: "its certificate is for another name",
    hint: ({ host, provider }) =>
      `use a name of the certificate in baseUrl, put it into ${provider}.request.tls.serverName, or give the server a certificate for ${host.replace(/:\d+$/, "")}`,
  },
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: {
    what: "it rejects the client's certificate",
    hint: ({ provider }) => `correct ${provider}.request.tls.cert and .key`,
  },
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: {
    what: "it does not trust the issuer of the client's certificate",
    hint: ({ provider }) => `correct ${provider}.request.tls.cert and .key`,
  },
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: {
    what: "it speaks another version of TLS",
    hint: () => "let the server speak TLS 1.2 or later",
  },
  ERR_SSL_UNSUPPORTED_PROTOCOL: {
    what: "it speaks an old version of TLS",
    hint: () => "let the server speak TLS 1.2 or later",
  },
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: {
    what: "it has no certificate for this name",
    hint: ({ provider }) =>
      `use a name in baseUrl that the server knows, or put it into ${provider}.request.tls.serverName`,
  },
};

/** True when a TLS error is about a certificate or the handshake, so that the server does speak TLS. */
export function isCertificateFault(code: string | null): boolean {
  return code !== null && Object.hasOwn(FAULTS, code);
}

/** The fault of the certificate, what fixes it, and what would do without it; null when the failure is another one. */
export function certificateFault(
  facts: Pick<EndpointFacts, "baseUrl" | "provider" | "sent">,
  code: string | null,
): { what: string; fixHint: string; orElse: string } | null {
  const { baseUrl, provider, sent } = facts;
  const name = provider === null ? "the provider" : `models.providers.${provider.id}`;
  // OpenSSL cannot read what the config gives it
  if (code !== null && /^ERR_OSSL_/.test(code) && sent !== undefined && sent.tls.length > 0)
    return {
      what: `its certificate or key in request.tls (${sent.tls.join(", ")}) cannot be read (${code})`,
      fixHint: `put whole PEM texts into ${name}.request.tls, with the passphrase of an encrypted key`,
      orElse: "",
    };
  const fault = code === null || !Object.hasOwn(FAULTS, code) ? undefined : FAULTS[code];
  if (fault === undefined) return null;
  const { host, hostname, protocol, port, pathname } = new URL(baseUrl);
  const hint = fault.hint({ host, provider: name, sent });
  const isTrust = fault === SELF_SIGNED || fault === UNKNOWN_ISSUER;
  const needless = isTrust && protocol === "https:" && classifyHost(hostname) === "loopback" && port !== "";
  return {
    what: `TLS works, but ${fault.what} (${code})`,
    fixHint: hint,
    orElse: needless ? `, or start the server without TLS and use http://${host}${pathname}` : "",
  };
}
