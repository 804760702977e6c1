/** What travels: one published event or job. */
export interface Message {
  id: string;
  topic: string;
  version: number;
  body: unknown;
  /** The request that caused it; the consumer's log lines carry it too. */
  requestId: string | null;
  publishedAt: Date;
}

export const jobPrefix = 'job.';
