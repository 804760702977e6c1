import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A script of `./page` as the browser takes it. */
export function pageScript(name: 'film-watcher'): string {
  const source = readFileSync(join(__dirname, 'page', `${name}.ts`), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  return `((exports) => {\n${outputText}\n})({});`;
}
