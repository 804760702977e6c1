import { existsSync, readdirSync } from 'node:fs';
import { extname } from 'node:path';
import express, { type RequestHandler } from 'express';

const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

/** Serves files whose names carry their hash, for a year, in the smallest form the build laid down and the browser reads. */
export function builtFiles(directory: string): RequestHandler {
  const files = express.static(directory, {
    immutable: true,
    maxAge: '365d',
    index: false,
    redirect: false,
    fallthrough: true,
  });
  const known = new Set(existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: 'utf8' }) : []);
  return (req, res, next) => {
    const name = req.path.slice(1);
    const smaller = encodings.filter(({ ending }) => known.has(name + ending));
    if (smaller.length === 0 || !['GET', 'HEAD'].includes(req.method)) return files(req, res, next);
    res.vary('Accept-Encoding');
    const accepted = req.acceptsEncodings(smaller.map((encoding) => encoding.name));
    const chosen = smaller.find((encoding) => encoding.name === accepted);
    if (!chosen) return files(req, res, next);
    res.setHeader('Content-Encoding', chosen.name);
    res.type(extname(name));
    req.url = `/${name}${chosen.ending}`;
    files(req, res, next);
  };
}
