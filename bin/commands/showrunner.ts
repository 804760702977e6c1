import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../tools/build';
import { dist, fromCaller, root } from '../tools/paths';
import { CommandFailure, command, run } from '../tools/run';
import { environmentFile } from '../tools/up-application';

/** `bin/showrunner [--data DIR] …`: the operator's commands, on the installation in the environment or the one bin/up runs. */
command(async () => {
  const { dataDir, rest } = parse(process.argv.slice(2));
  const script = join(dist, 'processes', 'operator-cli.js');
  if (!existsSync(script)) await build((line) => console.error(line), ['src', 'migrations']);
  const { code } = await run({
    name: 'bin/showrunner',
    command: process.execPath,
    args: [script, ...rest],
    cwd: root,
    env: { ...process.env, ...(rest.length === 0 || process.env.DATABASE_URL ? {} : addressesIn(dataDir)) },
    output: 'inherit',
  });
  return code ?? 1;
});

function parse(args: string[]): { dataDir: string; rest: string[] } {
  if (args[0] !== '--data') return { dataDir: fromCaller('.local'), rest: args };
  return { dataDir: fromCaller(args[1] ?? '.local'), rest: args.slice(2) };
}

function addressesIn(dataDir: string): NodeJS.ProcessEnv {
  const file = environmentFile(dataDir);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as NodeJS.ProcessEnv;
  throw new CommandFailure(
    `Nothing runs on ${dataDir}. Start bin/up first, name its folder with --data, or set DATABASE_URL.`,
  );
}
