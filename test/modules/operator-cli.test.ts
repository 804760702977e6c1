import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTestIdentity, type TestIdentity } from '../support/factories/identity';

const root = join(__dirname, '..', '..');
const run = promisify(execFile);

let test: TestIdentity;
beforeAll(async () => {
  test = await createTestIdentity();
});
afterAll(() => test.close());

/** What the operator's command prints. */
async function showrunner(...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, NODE_ENV: 'test', DATABASE_URL: test.url };
  const script = join(root, 'src/processes/operator-cli.ts');
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, ...args], { cwd: root, env });
  return stdout.trim();
}

it('operators are added, listed and removed by their address', async () => {
  const { account } = await test.signUp('Uma');
  expect(await showrunner('operators', 'add', account.email)).toContain('is an operator now');
  expect(JSON.parse(await showrunner('operators', 'list'))).toEqual([{ email: account.email, displayName: 'Uma' }]);
  expect(await showrunner('operators', 'remove', account.email)).toContain('is no operator any more');
  expect(JSON.parse(await showrunner('operators', 'list'))).toEqual([]);
  await expect(showrunner('operators', 'remove', 'nobody@example.com')).rejects.toMatchObject({ code: 1 });
}, 60_000);
