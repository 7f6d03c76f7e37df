import { bench } from "./bench/spec.ts";
import { completion } from "./completion/spec.ts";
import { demo } from "./demo/spec.ts";
import { doctor } from "./doctor/spec.ts";
import { explain } from "./explain/spec.ts";
import { hardware } from "./hardware/spec.ts";
import { init } from "./init/spec.ts";
import { lint } from "./lint/spec.ts";
import { recommend } from "./recommend/spec.ts";
import { restore } from "./restore/spec.ts";
import { scan } from "./scan/spec.ts";
import { type Command, runnable } from "./shared/command.ts";
import { templates } from "./templates/spec.ts";
import { undo } from "./undo/spec.ts";

/** In the order of help. The code of a command loads when it runs. */
export const COMMANDS: readonly Command[] = [
  runnable(init, () => import("./init/run.ts")),
  runnable(doctor, () => import("./doctor/run.ts")),
  runnable(lint, () => import("./lint/run.ts")),
  runnable(scan, () => import("./scan/run.ts")),
  runnable(hardware, () => import("./hardware/run.ts")),
  runnable(recommend, () => import("./recommend/run.ts")),
  runnable(bench, () => import("./bench/run.ts")),
  runnable(explain, () => import("./explain/run.ts")),
  runnable(templates, () => import("./templates/run.ts")),
  runnable(demo, () => import("./demo/run.ts")),
  runnable(restore, () => import("./restore/run.ts")),
  runnable(undo, () => import("./undo/run.ts")),
  runnable(completion, () => import("./completion/run.ts")),
];
