import type { VideoRightsView } from '../../../modules/rights/contract';
import { t } from '../../messages/translate';
import { accessWords } from './access-words';
import { timelineOf } from './timeline';
import { spanWords, whereWords, windowWords } from './window-words';

export interface Badge {
  label: string;
  /** In full. */
  said: string;
  tone: 'neutral' | 'accent' | 'danger';
}

/** In few words what keeps somebody out; nothing for what is free, everywhere and always. */
export function badgesOf(rights: VideoRightsView, now: number): Badge[] {
  const { access, minimumAge, windows } = rights;
  const badges: Badge[] = [];
  if (access.kind === 'restricted') {
    const [first = '', ...more] = accessWords(access);
    const label = more.length > 0 ? `${first} +${more.length}` : first;
    badges.push({ label, said: t('badge.access', { words: [first, ...more].join(', ') }), tone: 'accent' });
  }
  if (minimumAge) {
    badges.push({
      label: t('badge.age', { years: minimumAge }),
      said: t('age.years', { years: minimumAge }),
      tone: 'neutral',
    });
  }
  if (isShut(rights, now)) {
    badges.push({ label: t('badge.blockedNow'), said: t('badge.blockedNow'), tone: 'danger' });
  }
  const [window, ...others] = windows;
  if (window) {
    const said = t('badge.where', { words: windows.map(windowWords).join('; ') });
    const label = others.length > 0 ? t('badge.windows', { count: windows.length }) : short(window);
    badges.push({ label, said, tone: 'neutral' });
  }
  return badges;
}

/** Nobody may watch anywhere at this moment, as far as windows go. */
function isShut({ windows, inherited }: VideoRightsView, now: number): boolean {
  const levels = [
    { name: 'channel', windows: inherited.windows },
    { name: 'video', windows },
  ] as const;
  return timelineOf(levels, { from: now, until: now + 1 }).every(({ stretches }) => stretches[0]?.state !== 'allowed');
}

function short(window: VideoRightsView['windows'][number]): string {
  const everywhere = 'except' in window.countries && window.countries.except.length === 0;
  const words = (everywhere && spanWords(window)) || whereWords(window.countries);
  const begun = words.charAt(0).toUpperCase() + words.slice(1);
  return window.effect === 'deny' ? t('windows.blocked', { words }) : begun;
}
