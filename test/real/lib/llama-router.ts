import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

/** The line of the wrapper that get-llama-server.sh writes. */
const WRAPPER = /exec "([^"]+)" --library-path "([^"]+)" "([^"]+)"/;

/**
 * A llama-server that can be a router. A router starts its own program again for each model; the wrapper of Debian's
 * package runs the program through a loader, and then it is the loader that is started. So here is a copy of the program
 * that names a loader beside it (`./ld.so`, relative to the working folder, which children inherit). A llama-server of the
 * machine itself is taken as it is.
 */
export function routerBinary(bin: string, folder: string): string {
  if (!bin.includes("/")) return bin;
  const text = readFileSync(bin, "utf8");
  const exec = WRAPPER.exec(text);
  const [, loader = "", libraries = "", program = ""] = exec ?? [];
  if (exec === null) return bin;
  mkdirSync(folder, { recursive: true });
  symlinkSync(loader, `${folder}/ld.so`);
  writeFileSync(`${folder}/program`, withLoader(readFileSync(program), "./ld.so"), { mode: 0o755 });
  const head = text.slice(0, exec.index);
  const script = `${head}cd "${resolve(folder)}"\nexport LD_LIBRARY_PATH="${libraries}"\nexec ./program "$@"\n`;
  writeFileSync(`${folder}/llama-server`, script, { mode: 0o755 });
  return `${resolve(folder)}/llama-server`;
}

/** Overwrites the path of the loader (PT_INTERP) in an ELF file with a shorter one. */
function withLoader(elf: Buffer, path: string): Buffer {
  const at = elf.indexOf("/lib");
  const end = elf.indexOf(0, at);
  if (!/^\/lib[\w/.-]*ld-linux[\w.-]+$/.test(elf.toString("latin1", at, end)) || path.length > end - at) {
    throw new Error("the program's loader was not found where it is in an ELF file");
  }
  const copy = Buffer.from(elf);
  copy.fill(0, at, end);
  copy.write(path, at, "latin1");
  return copy;
}
