import { defineCheck } from "../types.ts";

/** A suppression comment that suppresses nothing. */
export const suppressionUnused = defineCheck({
  id: "suppression-unused",
  title: "Suppression comment that suppresses nothing",
  severity: "warning",
  doc: {
    what: "A suppression comment names a rule that finds nothing there.",
    why: "The fault is gone or stands on another line; the comment would hide the next one without anybody noticing.",
    bad: `{
  // openclaw-local-disable-next-line public-plain-http -- only reached through the VPN
  models: { mode: "merge" },
}`,
    good: `{
  models: { mode: "merge" },
}`,
  },
});
