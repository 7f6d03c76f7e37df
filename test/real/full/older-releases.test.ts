import { acceptedBy } from "../lib/releases.ts";
import { scenario } from "../lib/scenario.ts";

scenario("what init merges, before older releases", ["olderOpenclaw"], ({ olderOpenclaw }) => {
  for (const release of olderOpenclaw.releases) acceptedBy(release);
});
