import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line and outbox row of one request or message carries. */
export interface WorkContext {
  requestId: string;
  accountId?: string;
}

const storage = new AsyncLocalStorage<WorkContext>();

export function runInContext<T>(context: WorkContext, work: () => T): T {
  return storage.run(context, work);
}

export function currentContext(): WorkContext | undefined {
  return storage.getStore();
}
