import { mountPlayer } from './player/player';

for (const frame of document.querySelectorAll<HTMLElement>('[data-player]')) mountPlayer(frame);
