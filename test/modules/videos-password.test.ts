import { createTestLibrary, type TestLibrary } from '../support/factories/library';

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
