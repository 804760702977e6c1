import { build } from '../tools/build';
import { command } from '../tools/run';

command(async () => {
  await build(console.log, process.argv.slice(2));
  return 0;
});
