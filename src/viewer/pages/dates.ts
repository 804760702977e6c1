const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** `1 May 2026`. */
export function dayOf(instant: Date): string {
  return day.format(instant);
}

/** `Sunday, 3 May 2026 at 20:00`, in UTC; the site's script rewrites it in the viewer's own zone. */
export function minuteOf(instant: Date): string {
  return minute.format(instant);
}

/** ISO 8601, as schema.org wants lengths: `PT1H2M9S`. */
export function isoDuration(milliseconds: number): string {
  const total = Math.round(milliseconds / 1000);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  return `PT${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds || total === 0 ? `${seconds}S` : ''}`;
}
