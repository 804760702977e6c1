import type { RefusalView } from '../../../modules/playback/contract';
import { countDown } from '../countdown';
import { messages } from '../messages';
import type { Start } from './session-api';

export interface Screen {
  title: string;
  text: string;
  /** Counted down to; then `action` is taken by itself. */
  until?: Date;
  action?: { label: string; take(): void };
}

export interface Screens {
  show(screen: Screen): void;
  clear(): void;
}

/** Words over the picture, spoken by screen readers when they appear. */
export function createScreens(frame: HTMLElement): Screens {
  let current: HTMLElement | null = null;
  let stopCounting = () => {};
  const clear = () => {
    stopCounting();
    current?.remove();
    current = null;
  };
  return {
    clear,
    show: ({ title, text, until, action }) => {
      clear();
      current = element('div', 'player-screen');
      current.setAttribute('role', 'alert');
      current.append(element('h2', '', title), element('p', '', text));
      if (until) {
        const countdown = element('p', 'countdown');
        stopCounting = countDown(countdown, until, () => action?.take());
        current.append(countdown);
      }
      if (action) {
        const button = element('button', 'button', action.label);
        button.addEventListener('click', action.take);
        current.append(button);
      }
      const focused = frame.contains(document.activeElement);
      frame.append(current);
      if (focused) current.querySelector('button')?.focus({ preventScroll: true });
    },
  };
}

/** What a viewer sees when the answer is no; `again` asks once more. */
export function screenFor(answer: Exclude<Start, { kind: 'allowed' }>, again: () => void): Screen {
  const action = { label: messages.tryAgain, take: again };
  switch (answer.kind) {
    case 'refused':
      return refusalScreen(answer.refusals, action);
    case 'gone':
      return messages.gone;
    case 'offline':
      return { ...messages.offline, action };
    case 'busy':
      return { ...messages.busy, action };
  }
}

// The first reason speaks, and the way in where there is one.
function refusalScreen(refusals: readonly RefusalView[], action: Screen['action']): Screen {
  const [first] = refusals;
  const until = first?.remedy?.kind === 'wait_until' ? new Date(first.remedy.at) : undefined;
  const text = first?.detail ?? messages.gone.text;
  return { title: messages.refused, text, until, action: first?.remedy ? action : undefined };
}

function element(name: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
