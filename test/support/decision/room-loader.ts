import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import type { DecisionRoom } from './room';

const folder = join(__dirname, '../../../src/modules/access');

/** Everything that the decision is made of. */
export const decisionFiles = [
  'access-rule',
  'countries',
  'next-change',
  'playback-decision',
  'playback-facts',
  'refusals',
  'rights-here',
  'rights-refusals',
  'rights-window',
  'viewer-place',
] as const;
export type DecisionFile = (typeof decisionFiles)[number];

export function sourceOf(file: DecisionFile): string {
  return readFileSync(join(folder, `${file}.ts`), 'utf8');
}

type Body = (exports: object, require: (name: string) => unknown) => void;

/** @throws SyntaxError for what is no TypeScript. */
function compiled(source: string): Body {
  const { code } = transformSync(source, {
    configFile: false,
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'commonjs' },
  });
  return new Function('exports', 'require', code) as Body;
}

/** Loads the decision from its sources, any of which may be another for once. */
export function createRoomLoader(): (changed?: Partial<Record<DecisionFile, string>>) => DecisionRoom {
  const originals = new Map(decisionFiles.map((file) => [file as string, compiled(sourceOf(file))]));
  return (changed = {}) => {
    const bodies = new Map([
      ...originals,
      ...Object.entries(changed).map(([file, source]) => [file, compiled(source)] as const),
    ]);
    const loaded = new Map<string, object>();
    const load = (name: string): object => {
      const file = name.replace(/^\.\//, '');
      const known = loaded.get(file);
      if (known) return known;
      const body = bodies.get(file);
      if (!body) throw new Error(`${name} is no part of the decision`);
      const exports = {};
      loaded.set(file, exports);
      body(exports, load);
      return exports;
    };
    return { ...load('./countries'), ...load('./viewer-place'), ...load('./playback-decision') } as DecisionRoom;
  };
}
