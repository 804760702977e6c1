import { timingSafeEqual } from 'node:crypto';
import type { Secret } from '../platform/config';
import { AppError } from '../platform/errors';
import { type Route, rawRoute } from '../platform/http';
import type { Health, Metrics } from '../platform/observability';

export interface OperationsParts {
  health: Health;
  metrics: Metrics;
  /** Null: `/metrics` is closed. */
  metricsToken: Secret | null;
}

/** What a platform and an operator ask of every process that listens. */
export function operationsRoutes({ health, metrics, metricsToken }: OperationsParts): Route[] {
  const base = { method: 'get', root: true, authenticate: false } as const;
  return [
    rawRoute({
      ...base,
      path: '/livez',
      action: 'health.read',
      handle: async ({ res }) => void res.set('Cache-Control', 'no-store').type('text/plain').send('alive\n'),
    }),
    rawRoute({
      ...base,
      path: '/readyz',
      action: 'health.read',
      handle: async ({ res }) => {
        const report = await health.report();
        res
          .status(report.ready ? 200 : 503)
          .set('Cache-Control', 'no-store')
          .json(report);
      },
    }),
    rawRoute({
      ...base,
      path: '/metrics',
      action: 'metrics.read',
      handle: async ({ request, res }) => {
        checkMetricsToken(request.header('authorization'), metricsToken);
        res
          .set('Cache-Control', 'no-store')
          .type(metrics.registry.contentType)
          .send(await metrics.registry.metrics());
      },
    }),
  ];
}

function checkMetricsToken(header: string | undefined, token: Secret | null): void {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${token?.reveal() ?? ''}`);
  if (token && given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  throw new AppError({
    kind: 'unauthenticated',
    code: 'metrics_token_required',
    publicMessage: 'Send the metrics token.',
  });
}
