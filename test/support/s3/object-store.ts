import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StoredObject {
  key: string;
  sizeBytes: number;
  /** Without quotes. */
  etag: string;
  contentType: string;
  checksums: Record<string, string>;
  writtenAt: Date;
  /** Where its bytes lie. */
  path: string;
}

export interface Upload {
  id: string;
  key: string;
  contentType: string;
  begunAt: Date;
  parts: Map<number, StoredPart>;
}

export interface StoredPart {
  number: number;
  sizeBytes: number;
  etag: string;
  path: string;
  writtenAt: Date;
}

/** The objects and unfinished uploads of one bucket. Objects outlive the server, unfinished uploads do not. */
export class ObjectStore {
  readonly uploads = new Map<string, Upload>();
  readonly #objects = new Map<string, StoredObject>();
  readonly #directory: string;
  corsXml: string | null = null;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(join(directory, 'objects'), { recursive: true, mode: 0o700 });
    mkdirSync(join(directory, 'incoming'), { recursive: true, mode: 0o700 });
    for (const name of readdirSync(join(directory, 'objects'))) {
      if (!name.endsWith('.json')) continue;
      const facts = JSON.parse(readFileSync(join(directory, 'objects', name), 'utf8')) as StoredObject;
      this.#objects.set(facts.key, { ...facts, writtenAt: new Date(facts.writtenAt) });
    }
    if (existsSync(this.#corsFile)) this.corsXml = readFileSync(this.#corsFile, 'utf8');
  }

  get #corsFile(): string {
    return join(this.#directory, 'cors.xml');
  }

  setCors(xml: string): void {
    this.corsXml = xml;
    writeFileSync(this.#corsFile, xml);
  }

  /** Where a body is written until it is known to be whole. */
  incomingPath(): string {
    return join(this.#directory, 'incoming', randomUUID());
  }

  find(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** In the order of their keys' bytes. */
  keysBelow(prefix: string): StoredObject[] {
    return [...this.#objects.values()]
      .filter(({ key }) => key.startsWith(prefix))
      .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  }

  /** Gives received bytes their key; a reader of what lay there before reads on undisturbed. */
  keep(facts: Omit<StoredObject, 'writtenAt'>): void {
    const path = join(this.#directory, 'objects', randomUUID());
    renameSync(facts.path, path);
    const object = { ...facts, path, writtenAt: new Date() };
    const before = this.#objects.get(facts.key);
    writeFileSync(`${path}.json`, JSON.stringify(object));
    this.#objects.set(facts.key, object);
    if (before) forget(before);
  }

  delete(key: string): void {
    const object = this.#objects.get(key);
    if (!object) return;
    this.#objects.delete(key);
    forget(object);
  }

  endUpload(upload: Upload): void {
    this.uploads.delete(upload.id);
    for (const { path } of upload.parts.values()) rmSync(path, { force: true });
  }
}

function forget({ path }: StoredObject): void {
  rmSync(`${path}.json`, { force: true });
  rmSync(path, { force: true });
}
