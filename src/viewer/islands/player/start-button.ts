import { messages } from '../messages';

export interface StartButton {
  onPress(take: () => void): void;
  busy(): void;
  idle(): void;
  remove(): void;
}

/** The one large button over the poster. */
export function createStartButton(frame: HTMLElement, label: string): StartButton {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'player-start';
  button.setAttribute('aria-label', label);
  button.innerHTML =
    '<span><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 3.6v16.8a1 1 0 0 0 1.5.86l14.5-8.4a1 1 0 0 0 0-1.73L7.5 2.74A1 1 0 0 0 6 3.6Z"/></svg></span>';
  frame.append(button);
  return {
    onPress: (take) => button.addEventListener('click', () => button.getAttribute('aria-busy') !== 'true' && take()),
    busy: () => {
      button.setAttribute('aria-busy', 'true');
      button.setAttribute('aria-label', messages.starting);
    },
    idle: () => {
      button.removeAttribute('aria-busy');
      button.setAttribute('aria-label', label);
    },
    remove: () => button.remove(),
  };
}
