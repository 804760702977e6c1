import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../platform/errors';
import { type Route, rawRoute } from '../platform/http';

/** The dashboard's one page for every address below `/studio`; its scripts are served as built files. */
export function studioRoutes(dashboardDirectory: string): Route[] {
  const page = async () => {
    try {
      return await readFile(join(dashboardDirectory, 'index.html'), 'utf8');
    } catch (cause) {
      throw new AppError({
        kind: 'unavailable',
        code: 'studio_not_built',
        publicMessage: 'The studio is not built in this copy. Run bin/build.',
        cause,
      });
    }
  };
  return ['/studio', '/studio/*rest'].map((path) =>
    rawRoute({
      method: 'get',
      path,
      root: true,
      action: 'site.browse',
      authenticate: false,
      handle: async ({ res }) =>
        void res
          .set('Cache-Control', 'no-cache')
          .type('html')
          .send(await page()),
    }),
  );
}
