import { readFileSync } from "node:fs";
import { type CatalogModel, type Geometry, parseCatalog } from "../../../src/fit/catalog.ts";

export const catalog = parseCatalog(
  readFileSync(new URL("../../../data/catalog.json", import.meta.url), "utf8"),
);

export function modelOf(id: string): CatalogModel {
  const found = catalog.models.find((model) => model.id === id);
  if (!found) throw new Error(`no row ${id}`);
  return found;
}

export function geometryOf(id: string): Geometry {
  const { geometry } = modelOf(id);
  if (!geometry) throw new Error(`${id} has no geometry`);
  return geometry;
}
