import 'virtual:tokens.css';
import '../../ui/global.css';
import '../styles/frame.css';
import '../styles/controls.css';
import '../styles/films.css';
import '../styles/home.css';
import '../styles/channel.css';
import '../styles/watch.css';
import '../styles/player.css';
import '../styles/refused.css';
import { countDown } from './countdown';
import { localDay, localMinute } from './local-times';

const checkAgainEveryMs = 10_000;
const letInEveryMs = 20_000;
// An opening is met by everybody at once; a little chance spreads the reloads.
const spreadMs = 2_000;

switchTheme();
showLocalTimes();
countToOpenings();
checkAgain();

function switchTheme(): void {
  const root = document.documentElement;
  document.querySelector('[data-theme-switch]')?.addEventListener('click', () => {
    const system = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
    const next = (root.dataset.theme ?? system) === 'dark' ? 'light' : 'dark';
    root.dataset.theme = next;
    try {
      localStorage.setItem('showrunner-theme', next);
    } catch {
      // storage is off: the choice lasts for this page
    }
  });
}

function showLocalTimes(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-local]')) {
    time.textContent = (time.dataset.local === 'day' ? localDay : localMinute)(time.dateTime);
  }
}

function countToOpenings(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-countdown]')) {
    countDown(element, new Date(element.dataset.countdown ?? ''), () =>
      setTimeout(() => location.reload(), 500 + Math.random() * spreadMs),
    );
  }
}

/** A refused page looks again by itself as long as somebody looks at it: soon while a film is prepared, else for a grant. */
function checkAgain(): void {
  if (!document.querySelector('[data-refused]')) return;
  const isPrepared = document.querySelector('[data-check-again]') !== null;
  const timer = setInterval(
    async () => {
      if (document.hidden || isTyping()) return;
      const { status } = await fetch(location.href, { method: 'HEAD' }).catch(() => ({ status: 0 }));
      if (status !== 200 || isTyping()) return;
      clearInterval(timer);
      location.reload();
    },
    isPrepared ? checkAgainEveryMs : letInEveryMs,
  );
}

function isTyping(): boolean {
  return document.activeElement instanceof HTMLInputElement;
}
