import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  gauge<L extends string>(name: string, help: string, labels?: readonly L[]): Gauge<L>;
  histogram<L extends string>(name: string, help: string, labels: readonly L[], buckets: number[]): Histogram<L>;
}

/** A registry of its own for each process, so that tests can run several in one Node. */
export function createMetrics(processName: string, withDefaults = true): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ process: processName });
  if (withDefaults) collectDefaultMetrics({ register: registry, prefix: 'showrunner_' });
  const known = new Map<string, unknown>();
  const once = <T>(name: string, make: () => T): T => {
    if (!known.has(name)) known.set(name, make());
    return known.get(name) as T;
  };
  return {
    registry,
    counter: (name, help, labels = []) =>
      once(
        name,
        () => new Counter({ name: `showrunner_${name}`, help, labelNames: [...labels], registers: [registry] }),
      ),
    gauge: (name, help, labels = []) =>
      once(name, () => new Gauge({ name: `showrunner_${name}`, help, labelNames: [...labels], registers: [registry] })),
    histogram: (name, help, labels, buckets) =>
      once(
        name,
        () =>
          new Histogram({ name: `showrunner_${name}`, help, labelNames: [...labels], buckets, registers: [registry] }),
      ),
  };
}
