import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One built entry: what its page must load. */
export interface BuiltEntry {
  script: string | null;
  styles: readonly string[];
  /** Modules the script imports at once, to be fetched beside it. */
  preloads: readonly string[];
  fonts: readonly string[];
}

export interface SiteAssets {
  entry(name: EntryName): BuiltEntry;
}

export type EntryName = 'theme' | 'site' | 'player';

interface ManifestChunk {
  file: string;
  imports?: string[];
  css?: string[];
  assets?: string[];
}
type Manifest = Record<string, ManifestChunk>;

const nothing: BuiltEntry = { script: null, styles: [], preloads: [], fonts: [] };

/** Reads Vite's manifest once. Without a build, pages are plain but whole. */
export function readSiteAssets(directory: string): SiteAssets {
  const path = join(directory, 'manifest.json');
  const manifest: Manifest = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const entries = new Map<EntryName, BuiltEntry>();
  for (const name of ['theme', 'site', 'player'] as const) entries.set(name, entryOf(manifest, `islands/${name}.ts`));
  return { entry: (name) => entries.get(name) ?? nothing };
}

function entryOf(manifest: Manifest, key: string): BuiltEntry {
  const chunk = manifest[key];
  if (!chunk) return nothing;
  const imported = importsOf(manifest, chunk);
  const all = [chunk, ...imported];
  return {
    script: `/${chunk.file}`,
    styles: unique(all.flatMap(({ css = [] }) => css)),
    preloads: unique(imported.map(({ file }) => file)),
    // The Latin part of the typeface is on every page; the others load when a letter asks for them.
    fonts: unique(all.flatMap(({ assets = [] }) => assets.filter((file) => /-latin-wght-normal.*\.woff2$/.test(file)))),
  };
}

function importsOf(manifest: Manifest, chunk: ManifestChunk, seen = new Set<string>()): ManifestChunk[] {
  return (chunk.imports ?? []).flatMap((key) => {
    const found = manifest[key];
    if (!found || seen.has(key)) return [];
    seen.add(key);
    return [found, ...importsOf(manifest, found, seen)];
  });
}

function unique(files: readonly string[]): string[] {
  return [...new Set(files)].map((file) => `/${file}`);
}
