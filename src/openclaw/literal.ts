/** A reference that OpenClaw replaces in every string of its config, but not in keys (2026.9.6). */
const REFERENCE = /\$\{[A-Z_][A-Z0-9_]*\}/g;

/** A text as a config value that OpenClaw reads literally: `${NAME}` becomes `$${NAME}`. Keys need no escape. */
export function literalValue(text: string): string {
  return text.replace(REFERENCE, "$$$&");
}

/** What OpenClaw reads from a value without references: `$${NAME}` is `${NAME}`. */
export function readLiteral(value: string): string {
  return value.replace(/\$(\$\{[A-Z_][A-Z0-9_]*\})/g, "$1");
}

/** Replaces `${NAME}` by the variable's value, as OpenClaw does. Unset ones stay. */
export function substitute(text: string, env: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/\$?\$\{([A-Z_][A-Z0-9_]*)\}/g, (whole, name: string) => {
    if (whole.startsWith("$$")) return whole.slice(1);
    return env[name] || whole;
  });
}

/** The names of the variables that a value refers to. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(/(\$?)\$\{([A-Z_][A-Z0-9_]*)\}/g)].flatMap(([, dollar, name]) =>
    dollar === "" && name !== undefined ? [name] : [],
  );
}
