import { type CatalogModel, type Geometry, readCatalog } from "../../../src/fit/catalog.ts";
import { createFs } from "../../../src/io/fs.ts";

export const catalog = readCatalog(createFs());

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
