const dayMs = 86_400_000;

const sameYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const otherYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});

/** For lists: `14:05` today, `3 May` this year, `3 May 2024` before. */
export function formatWhen(instant: string | Date, now: Date = new Date()): string {
  const date = new Date(instant);
  if (date.toDateString() === now.toDateString()) return time.format(date);
  return (date.getFullYear() === now.getFullYear() ? sameYear : otherYear).format(date);
}

/** The day alone, `3 May 2024`. */
export function formatDay(instant: string | Date): string {
  return otherYear.format(new Date(instant));
}

/** The time of day: `20:00` today, `3 May, 20:00` on another day. */
export function formatHour(instant: string | Date, now: Date = new Date()): string {
  const date = new Date(instant);
  const isToday = date.toDateString() === now.toDateString();
  return isToday ? time.format(date) : `${formatWhen(date, now)}, ${time.format(date)}`;
}

/** With day, time and zone, where the exact moment matters. */
export function formatMoment(instant: string | Date): string {
  return full.format(new Date(instant));
}

const dayTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** `1 June 2026, 20:00`, in the zone of this device: where the zone stands beside it. */
export function formatDayTime(instant: string | Date): string {
  return dayTime.format(new Date(instant)).replace(' at ', ', ');
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const steps: readonly [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ['day', dayMs],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `5 minutes ago`, `in 29 days`, `now`. */
export function formatDistance(instant: string | Date, now: Date = new Date()): string {
  const difference = new Date(instant).getTime() - now.getTime();
  for (const [unit, ms] of steps) {
    if (Math.abs(difference) >= ms) return relative.format(Math.trunc(difference / ms), unit);
  }
  return relative.format(0, 'second');
}

/** `Europe/Berlin` of this device. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
