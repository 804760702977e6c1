import { t } from '../../messages/translate';

const minute = 60;
const hour = 3_600;

/** How long until it is done, in words as coarse as an estimate is true; null when nobody can tell. */
export function timeLeft(seconds: number | null): string {
  if (seconds === null) return t('time.unknown');
  if (seconds <= 15) return t('time.seconds');
  if (seconds < 50) return t('time.belowMinute');
  const minutes = Math.round(seconds / minute);
  if (minutes < 15) return t('time.minutes', { count: minutes });
  if (toNearest(minutes, 5) < 60) return t('time.minutes', { count: toNearest(minutes, 5) });
  return hoursLeft(seconds);
}

function hoursLeft(seconds: number): string {
  const tens = toNearest(seconds / minute, 10);
  const [hours, minutes] = [Math.floor(tens / 60), tens % 60];
  if (hours < 3 && minutes > 0) return t('time.hoursMinutes', { hours, minutes });
  const whole = Math.round(seconds / hour);
  if (whole < 48) return t('time.hours', { count: whole });
  return t('time.days', { count: Math.round(whole / 24) });
}

function toNearest(value: number, step: number): number {
  return Math.round(value / step) * step;
}
