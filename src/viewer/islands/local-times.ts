const day = { day: 'numeric', month: 'long', year: 'numeric' } as const;
const minute = { ...day, weekday: 'long', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const;

/** `3 May 2026`, in the viewer's own zone. */
export function localDay(instant: string): string {
  return new Intl.DateTimeFormat('en-GB', day).format(new Date(instant));
}

/** `Sunday, 3 May 2026 at 22:00 CEST`, in the viewer's own zone. */
export function localMinute(instant: string): string {
  return new Intl.DateTimeFormat('en-GB', minute).format(new Date(instant));
}
