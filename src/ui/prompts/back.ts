/** The answer of a question from which the user goes back. */
export const WENT_BACK = Symbol("back");

/** The answer of a question that needs none any more. */
export const OVERTAKEN = Symbol("overtaken");

/** Thrown when the user goes back from a question that allows it. */
export class WentBackError extends Error {}

/** Thrown when something that the question was waiting for has happened, so that it needs no answer. */
export class OvertakenError extends Error {}
