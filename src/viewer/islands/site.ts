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

/** While a film is prepared its page looks again by itself, as long as somebody looks at it. */
function checkAgain(): void {
  const link = document.querySelector<HTMLAnchorElement>('[data-check-again]');
  if (!link) return;
  const timer = setInterval(async () => {
    if (document.hidden) return;
    const { status } = await fetch(link.href, { method: 'HEAD' }).catch(() => ({ status: 0 }));
    if (status !== 200) return;
    clearInterval(timer);
    location.reload();
  }, checkAgainEveryMs);
}
