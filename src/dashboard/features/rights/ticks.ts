import type { Span } from './timeline';

export interface Tick {
  at: number;
  label: string;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** In months where `months` is set, else in milliseconds. */
const steps: readonly { ms: number; months?: number }[] = [
  { ms: 15 * minute },
  { ms: hour },
  { ms: 3 * hour },
  { ms: 6 * hour },
  { ms: day },
  { ms: 2 * day },
  { ms: 7 * day },
  { ms: 30 * day, months: 1 },
  { ms: 91 * day, months: 3 },
  { ms: 182 * day, months: 6 },
  { ms: 365 * day, months: 12 },
  { ms: 1_826 * day, months: 60 },
  { ms: 7_305 * day, months: 240 },
];

/** Round instants of local time within a span, at most `most`, as few words as tell them apart. */
export function ticksOf({ from, until }: Span, most: number): Tick[] {
  const step = steps.find(({ ms }) => (until - from) / ms <= most) ?? steps.at(-1);
  if (!step) return [];
  const ticks: Tick[] = [];
  for (let at = firstOf(from, step); at < until && ticks.length < most; at = nextOf(at, step)) {
    ticks.push({ at, label: labelOf(at, step.ms) });
  }
  return ticks;
}

type Step = (typeof steps)[number];

function firstOf(from: number, step: Step): number {
  const date = new Date(from);
  if (step.months) {
    const month = Math.ceil((date.getFullYear() * 12 + date.getMonth() + 1) / step.months) * step.months;
    return new Date(0, 0).setFullYear(0, month, 1);
  }
  let at = date.setHours(0, 0, 0, 0);
  while (at < from) at = nextOf(at, step);
  return at;
}

function nextOf(at: number, { ms, months }: Step): number {
  const date = new Date(at);
  if (months) return date.setMonth(date.getMonth() + months);
  // Days are as long as the clocks say.
  return ms < day ? at + ms : date.setDate(date.getDate() + Math.round(ms / day));
}

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' });

function labelOf(at: number, ms: number): string {
  const when = new Date(at);
  if (ms >= 365 * day) return String(when.getFullYear());
  if (ms >= 30 * day) return month.format(when);
  if (ms >= day || (when.getHours() === 0 && when.getMinutes() === 0)) return date.format(when);
  return time.format(when);
}
