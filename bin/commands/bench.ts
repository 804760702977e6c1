import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../../bench/measure';
import { build } from '../tools/build';
import { root } from '../tools/paths';
import { CommandFailure, command, run } from '../tools/run';
import { ensureTools } from '../tools/system-tools';

const folder = join(root, 'bench');
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && readFileSync(join(folder, file), 'utf8').includes('\nbench('))
  .map((file) => file.replace('.ts', ''));

command(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown) throw new CommandFailure(`There is no benchmark "${unknown}". There are: ${known.join(', ')}`);
  await ensureTools(['ffmpeg'], (line) => console.log(line));
  await build();
  let failures = 0;
  for (const name of asked.length > 0 ? asked : known) if (!(await measure(name))) failures++;
  return failures > 0 ? 1 : 0;
});

async function measure(name: string): Promise<boolean> {
  const results = join(folder, 'results', `${name}.jsonl`);
  rmSync(results, { force: true });
  const { ok } = await run({
    name: `bench ${name}`,
    command: process.execPath,
    args: ['--import', 'tsx', join('bench', `${name}.ts`)],
    cwd: root,
    output: 'inherit',
  });
  if (!ok || !existsSync(results)) {
    console.error(`bench ${name} could not measure`);
    return false;
  }
  const lines = readFileSync(results, 'utf8').trim().split('\n');
  printTable(lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row));
  console.log(`Written to ${results}\n`);
  return true;
}

function printTable(rows: readonly Row[]): void {
  const header = ['row', 'value', 'bare', 'ratio', 'aim', 'holds', 'runs'];
  const body = rows.map(({ row, value, unit, bare, ratio, aim, holds, runs }) => [
    row,
    `${value} ${unit}`,
    bare === null ? '' : `${bare} ${unit}`,
    ratio === null ? '' : String(ratio),
    aim ?? '',
    holds === null ? '' : holds ? 'yes' : 'NO',
    String(runs),
  ]);
  const widths = header.map((title, i) => Math.max(title.length, ...body.map((cells) => cells[i]?.length ?? 0)));
  for (const cells of [header, ...body]) console.log(cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
}
