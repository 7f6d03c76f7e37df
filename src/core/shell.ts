/** A leading = needs quotes: zsh expands `=name` to the path of a program. */
const PLAIN = /^[A-Za-z0-9_./:+-][A-Za-z0-9_./:+=%@,-]*$/;
/** In PowerShell a comma makes a list and a backslash is an ordinary character. */
const PLAIN_WINDOWS = /^[A-Za-z0-9_./\\:+-][A-Za-z0-9_./\\:+=@-]*$/;

/** One argument for a POSIX shell, or for PowerShell on Windows; quoted only when necessary. @internal */
export function shellQuote(text: string, platform: string): string {
  if (platform === "win32") return PLAIN_WINDOWS.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Joins arguments into a command; null and "" are left out. */
export function commandLine(
  platform: string,
  ...args: readonly (string | number | null | undefined)[]
): string {
  const given = args.filter((arg) => arg !== null && arg !== undefined && arg !== "");
  return given.map((arg) => shellQuote(String(arg), platform)).join(" ");
}

/** `NAME=value command` for the platform's shell. */
export function withEnv(env: Record<string, string | number>, command: string, platform: string): string {
  if (platform === "win32") {
    const sets = Object.entries(env).map(([name, value]) => `$env:${name} = '${value}'; `);
    return `${sets.join("")}${command}`;
  }
  const sets = Object.entries(env).map(([name, value]) => `${name}=${shellQuote(String(value), platform)} `);
  return `${sets.join("")}${command}`;
}

/** A reference to a variable as an argument. */
export function envValue(name: string, platform: string): string {
  return platform === "win32" ? `$env:${name}` : `"$${name}"`;
}
