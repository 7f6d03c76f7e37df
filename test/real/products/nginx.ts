import { mkdirSync, writeFileSync } from "node:fs";
import { CACHE, TOOLS } from "../lib/paths.ts";
import { type Product, script } from "../lib/product.ts";
import { lastLine, run } from "../lib/run.ts";
import type { Sandbox } from "../lib/sandbox.ts";
import { missing, type Part } from "../parts/part.ts";

/** nginx: the one on PATH, else Debian's, unpacked into the cache (8 s, 27 MB). */
export async function getNginx(): Promise<Part<{ bin: string; version: string }>> {
  const onPath = await run("nginx", ["-v"], { timeoutMs: 20_000 });
  const bin = onPath.code === 0 ? "nginx" : `${CACHE}/nginx-debian/nginx`;
  const got =
    onPath.code === 0
      ? onPath
      : await run("sh", [`${TOOLS}get-nginx.sh`, `${CACHE}/nginx-debian`], { timeoutMs: 240_000 });
  if (got.code !== 0) return missing(`no nginx on PATH, and ${lastLine(got.stderr)}`);
  const version = /nginx\/(\S+)/.exec(got.stderr)?.[1] ?? "of unknown version";
  return { have: true, what: `nginx ${version}`, bin, version };
}

/** `nginx -c FILE`, ready when the port of its own that `nginxConfig` adds answers. */
export const nginx = (bin: string, version: string): Product => ({
  name: "nginx",
  version,
  executables: { nginx: script(bin, {}) },
  readyPath: "/",
  readyMs: 20_000,
});

/** Writes a config with these `server` blocks, and returns its file. What nginx writes itself goes into the sandbox. */
export function nginxConfig(sandbox: Sandbox, readyPort: number, servers: string): string {
  const dir = `${sandbox.dir}/nginx`;
  mkdirSync(dir, { recursive: true });
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((n) => `${n}_temp_path ${dir}/${n};`);
  const file = `${dir}/nginx.conf`;
  writeFileSync(
    file,
    `daemon off;
worker_processes 1;
${process.getuid?.() === 0 ? "user root root;\n" : ""}pid ${dir}/pid;
error_log stderr;
events {}
http {
  access_log off;
  ${temp.join("\n  ")}
  server { listen 127.0.0.1:${readyPort}; return 200; }
  ${servers}
}
`,
  );
  return file;
}
