import { messages } from './messages';

/** `2 days 03:04:05`, never below zero. */
export function countdownText(milliseconds: number): string {
  const total = Math.max(0, Math.ceil(milliseconds / 1000));
  const days = Math.floor(total / 86_400);
  const clock = [Math.floor(total / 3600) % 24, Math.floor(total / 60) % 60, total % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  return days > 0 ? `${messages.day(days)} ${clock}` : clock;
}

/** Counts down in `element` once a second; calls `arrived` when the instant is there. Returns how to stop. */
export function countDown(element: HTMLElement, until: Date, arrived: () => void): () => void {
  const tick = () => {
    const left = until.getTime() - Date.now();
    element.textContent = left > 0 ? countdownText(left) : messages.opening;
    if (left > 0) return;
    clearInterval(timer);
    arrived();
  };
  const timer = setInterval(tick, 1000);
  tick();
  return () => clearInterval(timer);
}
