import { countDown } from '../countdown';

export interface Screen {
  title: string;
  text: string;
  /** Further sentences. */
  more?: readonly string[];
  /** Counted down to; then `arrived` is called. */
  until?: Date;
  arrived?(): void;
  actions?: readonly Action[];
}

export type Action = { label: string; take(): void } | { label: string; href: string };

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
    show: ({ title, text, more = [], until, arrived, actions = [] }) => {
      clear();
      current = element('div', 'player-screen');
      current.setAttribute('role', 'alert');
      current.append(element('h2', '', title), ...[text, ...more].map((words) => element('p', '', words)));
      if (until) {
        const countdown = element('p', 'countdown');
        stopCounting = countDown(countdown, until, () => arrived?.());
        current.append(countdown);
      }
      current.append(...actions.map(buttonOf));
      const focused = frame.contains(document.activeElement);
      frame.append(current);
      if (focused) current.querySelector<HTMLElement>('.button')?.focus({ preventScroll: true });
    },
  };
}

function buttonOf(action: Action): HTMLElement {
  if ('take' in action) {
    const button = element('button', 'button', action.label);
    button.addEventListener('click', action.take);
    return button;
  }
  const link = element('a', 'button', action.label) as HTMLAnchorElement;
  link.href = action.href;
  if (window.top !== window.self) link.target = '_blank'; // a frame on another site stays where it is
  return link;
}

function element(name: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
