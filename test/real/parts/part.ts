/** Something real that the lane needs, or why it is not to be had on this machine. */
export type Part<T> = ({ have: true; what: string } & T) | { have: false; why: string };

export const missing = (why: string): { have: false; why: string } => ({ have: false, why });
