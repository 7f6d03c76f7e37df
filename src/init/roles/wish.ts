import { didYouMean } from "../../core/did-you-mean.ts";
import { UserError } from "../../core/errors.ts";
import { ROLES, type Role } from "./places.ts";

/** What `--role` asks for. */
export interface RoleWish {
  role: Role;
  /** `provider/model`, or (part of) the id of a model of the server. */
  ref: string;
}

/** Reads `heartbeat=<model>`. Throws UserError (exit 2). */
export function readRole(text: string): RoleWish {
  const at = text.indexOf("=");
  const name = (at < 0 ? text : text.slice(0, at)).trim().toLowerCase();
  const ref = at < 0 ? "" : text.slice(at + 1).trim();
  const role = ROLES.find((one) => one === name);
  if (role === undefined) {
    const near = didYouMean(name, ROLES);
    const hint = near === undefined ? `one of: ${ROLES.join(", ")}` : `did you mean ${near}?`;
    throw new UserError(`--role ${JSON.stringify(text)}: there is no role ${JSON.stringify(name)}`, { hint });
  }
  if (ref === "") {
    throw new UserError(`--role ${JSON.stringify(text)} names no model`, { hint: `--role ${role}=<model>` });
  }
  return { role, ref };
}

/** The wishes without repetitions. Throws UserError when a role has two models. */
export function distinctRoles(wishes: readonly RoleWish[]): RoleWish[] {
  const kept = new Map<Role, RoleWish>();
  for (const wish of wishes) {
    const first = kept.get(wish.role);
    if (first !== undefined && first.ref !== wish.ref) {
      throw new UserError(`--role ${wish.role} names two models: ${first.ref} and ${wish.ref}`, {
        hint: "leave out one of the two",
      });
    }
    kept.set(wish.role, wish);
  }
  return [...kept.values()];
}
