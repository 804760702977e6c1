/** Where a process may be told to die or to freeze, in the order in which a film passes them. */
export const failpoints = [
  'outbox.before-commit',
  'outbox.after-commit',
  'relay.before-publish',
  'relay.before-confirm',
  'relay.after-confirm',
  'relay.after-mark',
  'consumer.before-ack',
  'consumer.after-ack',
  'task.before-claim',
  'task.after-claim',
  'segment.before-write',
  'segment.after-write',
  'pointer.before-flip',
  'pointer.after-flip',
] as const;

export type Failpoint = (typeof failpoints)[number];

/** One point, and the pass through it that is the last thing this process does. */
export interface ArmedFailpoint {
  name: Failpoint;
  /** 1 for the first. */
  pass: number;
  /** Death as by kill -9, or a freeze as of a machine that is suspended, until somebody continues it. */
  signal: 'SIGKILL' | 'SIGSTOP';
}

// One a process, as the death it leads to.
let armed: ArmedFailpoint | null = null;

/** For tests only; a production configuration refuses to name a point. */
export function armFailpoint(point: ArmedFailpoint | null): void {
  armed = point && { ...point };
}

/** The end, or the freeze, of this process at the armed pass; unarmed it costs one comparison. */
export function failpoint(name: Failpoint): void {
  if (armed === null || armed.name !== name) return;
  armed.pass--;
  if (armed.pass === 0) process.kill(process.pid, armed.signal);
}

/** Reads `name:pass` or `name:pass:freeze`; null when it is no such thing. */
export function parseFailpoint(text: string): ArmedFailpoint | null {
  const [, name, pass, freeze] = /^([a-z.-]+):([1-9]\d{0,3})(:freeze)?$/.exec(text) ?? [];
  const known = failpoints.find((each) => each === name);
  return known ? { name: known, pass: Number(pass), signal: freeze ? 'SIGSTOP' : 'SIGKILL' } : null;
}
