import type { VideoTeamView } from '../../src/modules/videos/contract';
import { createTestLibrary, type TestLibrary } from '../support/factories/library';
import { aViewer } from '../support/factories/viewers';

let test: TestLibrary;
let site: Awaited<ReturnType<TestLibrary['serve']>>;
beforeAll(async () => {
  test = await createTestLibrary({ poolMax: 1 });
  site = await test.serve();
});
afterAll(async () => {
  await site.close();
  await test.close();
});
