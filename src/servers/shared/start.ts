import type { JsonObject } from "../../core/json.ts";
import type { Env } from "../../ports/index.ts";
import type { ServerFacts, ServerModel } from "./facts.ts";

/** A recommended model and the memory for it. */
export interface ServeInput {
  model: {
    id: string;
    gguf: { repo: string } | null;
    /** Names in the products' libraries. */
    lmstudioKey: string | null;
    ollama: string | null;
    parsers: { tool: string | null; reasoning: string | null };
  };
  quant: { name: string; bytes: number | null; repo: string | null };
  /** Tokens of one sequence. */
  context: number;
  kvType: string;
  needBytes: number;
  /** Routed experts in main memory: the first blocks (null: all), and whether all of them fit there. */
  experts?: { cpuBlocks: number | null; allFit: boolean } | null | undefined;
  pool: {
    platform: string;
    kind: string;
    devices: number;
    gpuTotalBytes: number | null;
    budgetBytes: number | null;
  };
}

/** A POST that changes what a running server has. Only init sends it, after asking. */
export interface ChangeRequest {
  path: string;
  body: JsonObject;
}

/** How a running server loads a model over HTTP. */
export interface Loading {
  /** Loads it with `context` tokens; null: this server has no such request. */
  load(model: ServerModel, context: number, state: ServerFacts): ChangeRequest | null;
  /** Unloads an instance, or a model where there is one instance of each. Absent: a load takes the place of the old one. */
  unload?(instance: string): ChangeRequest;
  /** "request": every load chooses; "settings": what the server was started with decides. */
  contextFrom: "request" | "settings";
  /** True: the request is answered at once, and the model list shows how the load goes. */
  inBackground: boolean;
  /** True: the load ends when the request is dropped. */
  endsWithRequest: boolean;
  /** What may happen to the other models that are loaded, as a clause; null: nothing. */
  others: string | null;
}

/** What places on a machine depend on. */
export interface MachinePlace {
  platform: NodeJS.Platform;
  homeDir: string;
  env: Env;
}

/** A GGUF file of this machine. `context`: tokens. */
export interface ModelFile {
  file: string;
  id: string;
  context: number;
}

/** How init starts a product on this machine, after asking. */
export interface Starting {
  /** Its program: "ollama". */
  program: string;
  /** Files where its installers put the program, besides the folders of programs. */
  places(at: MachinePlace): string[];
  /** Where it may keep its models. Downloads go to one of them. */
  folders(at: MachinePlace): string[];
  /** How models lie in them: GGUF files, Ollama's manifests, or a folder for each repository. */
  keeps: "files" | "manifests" | "repositories";
  /** True: it starts with one model; false: it starts without, and takes models later. */
  withModel: boolean;
  /** The command that stops a server which the program leaves running when it ends. Absent: the program is the server. */
  stop?: string;
  /** How to get it, where init finds nothing: a command, or a page. */
  install: Partial<Record<NodeJS.Platform, string>>;
  /** The arguments of the program and further variables; null: it does not start with this model. */
  serve(options: {
    model: ServeInput | ModelFile | null;
    context: number;
    port: number;
    env: Env;
  }): { args: (string | number)[]; env?: Record<string, string> } | null;
  /** Downloads a model to the running server: a request, or arguments of the program. Null: it cannot have it. */
  download?(input: ServeInput): { name: string; request?: ChangeRequest; args?: string[] } | null;
  /** What its installer sets up to run it: a file that shows that it is there, and the command that starts it. */
  managed?: Partial<Record<NodeJS.Platform, { file: string; command: string; ownModels: boolean }>>;
}

/** The product as a Docker image. */
export interface ContainerImage {
  repository: string;
  /** Options of `docker run` for its downloads, so that they outlive the container, and whatever else it needs. */
  options: readonly string[];
  /** What follows the image: the start command of the product, as its entry point takes it, listening on all of the container. */
  args(command: string): string;
}
