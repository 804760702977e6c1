import type { Timer } from '../../../platform/timers';
import type { ChannelsService } from '../service';

/** Deletes the files of pictures that were replaced a day ago, or never came into use. */
export function deleteRetiredPictures(channels: ChannelsService): Timer {
  return {
    name: 'channels.delete-retired-pictures',
    everyMs: 3_600_000,
    run: async () => {
      await channels.deleteRetiredPictures();
    },
  };
}
