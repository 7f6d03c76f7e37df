import { defineCheck } from "../types.ts";

export const suppressionUnused = defineCheck({
  id: "suppression-unused",
  title: "Unused suppression comment",
  severity: "warning",
  doc: {
    what: "A suppression comment names a rule that reports nothing there.",
    why: "The fault is gone or is on another line. The comment would silently hide the next one.",
    bad: `{
  // openclaw-local-disable-next-line public-plain-http -- only reached through the VPN
  models: { mode: "merge" },
}`,
    good: `{
  models: { mode: "merge" },
}`,
  },
});
