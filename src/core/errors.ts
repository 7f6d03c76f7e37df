/**
 * Bad input or a job that cannot be done as asked: one sentence, one hint, no stack trace.
 * exitCode 2: wrong usage or unreadable input. 1: the job could not be completed as asked.
 */
export class UserError extends Error {
  readonly hint: string | null;
  readonly exitCode: 1 | 2;
  constructor(
    message: string,
    options: { hint?: string | null | undefined; exitCode?: 1 | 2; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "UserError";
    this.hint = options.hint ?? null;
    this.exitCode = options.exitCode ?? 2;
  }
}

/** The user pressed Ctrl-C or closed the prompt: exit status 130. */
export class InterruptedError extends Error {
  /** What is not as it was before, as a sentence; null: nothing is left half done. */
  readonly left: string | null;
  constructor(left: string | null = null) {
    super("interrupted");
    this.name = "InterruptedError";
    this.left = left;
  }
}

/** The message of any thrown value. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Node's error code (ENOENT, EACCES, ECONNREFUSED), if there is one. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
