import type { ConfigPath } from "../../core/path.ts";
import { formatPath } from "../../core/path.ts";
import { INCLUDE, type Site, type Tree } from "./include.ts";
import { childOf, lastMember } from "./locate.ts";
import type { ConfigFile, Member, Node } from "./types.ts";

/** One of the nodes from which a value is merged; later ones win. */
interface Layer {
  tree: Tree;
  node: Node;
  /** Path of the node in its own file. */
  path: ConfigPath;
  /** The `$include` list that contains it, if any. */
  list: Site | null;
}

/** The layers of a node: itself, or its `$include` targets followed by its other keys. */
function expand(layer: Layer): Layer[] {
  const site = layer.node.type === "object" ? layer.tree.sites.get(layer.node) : undefined;
  if (!site) return [layer];
  const layers = site.targets.flatMap((tree) =>
    expand({
      tree,
      node: tree.file.root,
      path: [],
      list: site.list ? site : layer.list,
    }),
  );
  return site.siblings.length > 0 || layers.length === 0 ? [...layers, layer] : layers;
}

/** The last layers that merge with each other: containers of the same kind. */
function merging(layers: readonly Layer[]): Layer[] {
  const kind = layers.at(-1)?.node.type;
  let from = layers.length - 1;
  if (kind !== "scalar") while (from > 0 && layers[from - 1]?.node.type === kind) from -= 1;
  return layers.slice(Math.max(0, from));
}

/** The layers below a step; empty when it does not exist. */
function descend(layers: readonly Layer[], step: string | number): Layer[] {
  const found: Layer[] = [];
  let index = step;
  for (const layer of merging(layers)) {
    const { node, tree } = layer;
    if (node.type === "array" && typeof index === "number") {
      if (index >= 0 && index < node.items.length) found.push(...enter(layer, index));
      index -= node.items.length;
    } else if (node.type === "object" && !(tree.sites.has(node) && step === INCLUDE)) {
      found.push(...enter(layer, step));
    }
  }
  return found;
}

function enter(layer: Layer, step: string | number): Layer[] {
  const child = childOf(layer.node, step);
  return child ? expand({ ...layer, node: child.node, path: [...layer.path, step] }) : [];
}

function rootLayers(tree: Tree): Layer[] {
  return expand({ tree, node: tree.file.root, path: [], list: null });
}

/** The node that takes effect at a path, or at its nearest existing ancestor at `depth`. */
export function findLayer(tree: Tree, path: ConfigPath): { file: ConfigFile; node: Node; depth: number } {
  let layers = rootLayers(tree);
  let depth = 0;
  for (const step of path) {
    const below = descend(layers, lenient(layers.at(-1), step));
    if (below.length === 0) break;
    layers = below;
    depth += 1;
  }
  const last = layers.at(-1);
  return { file: last?.tree.file ?? tree.file, node: last?.node ?? tree.file.root, depth };
}

/** OpenClaw's messages write `models.0` for keys and indexes alike. */
function lenient(layer: Layer | undefined, step: string | number): string | number {
  if (layer?.node.type === "array" && typeof step === "string" && /^\d+$/.test(step)) return Number(step);
  return layer?.node.type === "object" && typeof step === "number" ? String(step) : step;
}

interface Owner {
  file: ConfigFile;
  path: ConfigPath;
  refusal: string | null;
}

/** The file for an edit at `path`. With `member` the edit removes the key itself, not the value from an include. */
export function findOwner(tree: Tree, path: ConfigPath, member = false): Owner {
  const refuse = (file: ConfigFile, why: string): Owner => ({ file, path, refusal: why });
  const label = path.length === 0 ? "the config" : formatPath(path);
  if (path.includes(INCLUDE))
    return refuse(tree.file, `${label} is an $include, which only a person should change`);
  let layers = rootLayers(tree);
  for (let i = 0; i < path.length; i += 1) {
    const step = path[i] ?? "";
    const group = merging(layers);
    const having = group.filter((layer) => childOf(layer.node, step) !== undefined);
    const [only] = having;
    if (having.length > 1 || (typeof step === "number" && group.length > 1)) {
      return refuse(group.at(-1)?.tree.file ?? tree.file, `${label} is merged from ${fileNames(group)}`);
    }
    if (!only || (member && i === path.length - 1)) {
      const [home] = only ? [only] : group;
      if (!home || (!only && group.length > 1)) {
        return refuse(tree.file, `${label} could go into any of ${fileNames(group)}`);
      }
      return owned(tree, home, [...home.path, ...path.slice(i)], label);
    }
    layers = enter(only, step);
  }
  const group = merging(layers);
  const [home] = group;
  if (!home || layers.length > 1) {
    return refuse(group.at(-1)?.tree.file ?? tree.file, `${label} is merged from ${fileNames(layers)}`);
  }
  return owned(tree, home, home.path, label);
}

function fileNames(layers: readonly Layer[]): string {
  return [...new Set(layers.map((layer) => layer.tree.file.path))].join(" and ");
}

function owned(tree: Tree, home: Layer, path: ConfigPath, label: string): Owner {
  const { file } = home.tree;
  if (home.list) {
    return {
      file,
      path,
      refusal: `${label} comes from a list of included files that contains ${file.path}`,
    };
  }
  if (countUses(tree, file.path) > 1) {
    return { file, path, refusal: `${label} comes from ${file.path}, which is included more than once` };
  }
  return { file, path, refusal: null };
}

/** The number of places that include a file: a change in the file changes all of them. */
function countUses(tree: Tree, path: string, known = new Map<Tree, number>()): number {
  if (tree.file.path === path) return 1;
  let uses = known.get(tree);
  if (uses === undefined) {
    uses = 0;
    for (const site of tree.sites.values())
      for (const target of site.targets) uses += countUses(target, path, known);
    known.set(tree, uses);
  }
  return uses;
}

/** True when an include supplies something at or below `path`. */
export function hasIncludeBelow(tree: Tree, path: ConfigPath): boolean {
  let layers = rootLayers(tree);
  for (const step of path) layers = descend(layers, step);
  return layers.some(({ tree: own, node }) =>
    [...own.sites.keys()].some((site) => site.start >= node.start && site.end <= node.end),
  );
}

/** The key of a value, which for an included value is in the including file; null when there is no key. */
export function findKey(tree: Tree, path: ConfigPath): { file: ConfigFile; member: Member } | null {
  const last = path.at(-1);
  if (last === undefined) return null;
  let layers = rootLayers(tree);
  for (const step of path.slice(0, -1)) layers = descend(layers, lenient(layers.at(-1), step));
  for (const layer of merging(layers).reverse()) {
    if (layer.node.type !== "object") continue;
    const member = lastMember(layer.node, String(last));
    if (member) return { file: layer.tree.file, member };
  }
  return null;
}
