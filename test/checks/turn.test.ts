import { suite } from "./support/suite.ts";

await suite("turn");
