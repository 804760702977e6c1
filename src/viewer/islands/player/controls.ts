import 'media-chrome/media-controller';
import 'media-chrome/media-control-bar';
import 'media-chrome/media-fullscreen-button';
import 'media-chrome/media-loading-indicator';
import 'media-chrome/media-mute-button';
import 'media-chrome/media-pip-button';
import 'media-chrome/media-play-button';
import 'media-chrome/media-time-display';
import 'media-chrome/media-time-range';
import 'media-chrome/media-volume-range';
import 'media-chrome/menu/media-playback-rate-menu';
import 'media-chrome/menu/media-rendition-menu';
import 'media-chrome/menu/media-settings-menu';
import 'media-chrome/menu/media-settings-menu-button';
import 'media-chrome/menu/media-settings-menu-item';
import { messages } from '../messages';

/** Dresses the video with controls; returns the controller that now holds it. */
export function dressWithControls(video: HTMLVideoElement): HTMLElement {
  const controller = document.createElement('media-controller');
  controller.setAttribute('defaultstreamtype', 'on-demand');
  controller.innerHTML = `
    <media-loading-indicator slot="centered-chrome" noautohide></media-loading-indicator>
    <media-settings-menu hidden anchor="auto">
      <media-settings-menu-item>${messages.speed}
        <media-playback-rate-menu slot="submenu" hidden><div slot="title">${messages.speed}</div></media-playback-rate-menu>
      </media-settings-menu-item>
      <media-settings-menu-item>${messages.quality}
        <media-rendition-menu slot="submenu" hidden><div slot="title">${messages.quality}</div></media-rendition-menu>
      </media-settings-menu-item>
    </media-settings-menu>
    <div class="player-bottom">
      <media-control-bar><media-time-range></media-time-range></media-control-bar>
      <media-control-bar>
        <media-play-button></media-play-button>
        <media-mute-button></media-mute-button>
        <media-volume-range></media-volume-range>
        <media-time-display showduration></media-time-display>
        <span class="player-spacer"></span>
        <media-settings-menu-button></media-settings-menu-button>
        <media-pip-button></media-pip-button>
        <media-fullscreen-button></media-fullscreen-button>
      </media-control-bar>
    </div>`;
  video.before(controller);
  video.slot = 'media';
  controller.prepend(video);
  return controller;
}
