export interface HealthCheck {
  name: string;
  /** A part without which the process cannot do its job; the others are reported and do not fail `/readyz`. */
  required: boolean;
  /** Resolves when well; rejects with the cause. Must answer within two seconds. */
  check(): Promise<void>;
  /** After a good answer it is not asked again for so long; always asked unless given. */
  goodForMs?: number;
}

export interface HealthReport {
  ready: boolean;
  parts: Record<string, 'ok' | 'failing'>;
}

export interface Health {
  register(check: HealthCheck): void;
  /** From now on `/readyz` says no, so that the router sends new requests elsewhere. */
  startDraining(): void;
  report(): Promise<HealthReport>;
}

const answerWithinMs = 2_000;

export function createHealth(): Health {
  const checks: (Pick<HealthCheck, 'name' | 'required'> & { isWell: () => Promise<boolean> })[] = [];
  let draining = false;
  return {
    register: (check) => void checks.push({ ...check, isWell: askSparingly(check) }),
    startDraining: () => {
      draining = true;
    },
    report: async () => {
      const results = await Promise.all(checks.map(async (check) => ({ check, ok: await check.isWell() })));
      return {
        ready: !draining && results.every(({ check, ok }) => ok || !check.required),
        parts: Object.fromEntries(results.map(({ check, ok }) => [check.name, ok ? 'ok' : 'failing'])),
      };
    },
  };
}

/** Anybody may ask as often as they like: those who ask at the same time share one answer. */
function askSparingly(check: HealthCheck): () => Promise<boolean> {
  const { goodForMs = 0 } = check;
  let asking: Promise<boolean> | null = null;
  let goodUntil = 0;
  return async () => {
    if (performance.now() < goodUntil) return true;
    asking ??= passes(check).finally(() => {
      asking = null;
    });
    const well = await asking;
    if (well) goodUntil = performance.now() + goodForMs;
    return well;
  };
}

async function passes({ check }: HealthCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    // When this process itself was blocked, the answer waits to be read, which comes after timers.
    timer = setTimeout(() => setImmediate(() => reject(new Error('no answer in time'))), answerWithinMs);
  });
  try {
    await Promise.race([check(), late]);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
