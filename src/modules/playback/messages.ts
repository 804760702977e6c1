import type { RefusalReason } from '../access';

/** What a viewer is told, by reason; one sentence each, no blame. */
export const refusalMessages: Record<RefusalReason, string> = {
  not_published: 'This video is not published.',
  private: 'This video is private: only the team of its channel can watch it.',
  not_yet: 'This video has not opened yet.',
  ended: 'The time in which this video could be watched is over.',
  not_ready: 'This video cannot be played so far.',
  trashed: 'This video was taken down by its channel.',
};

export const problemMessages = {
  videoNotFound: 'There is no such video, or it is not yours to see.',
  sessionUnknown: 'This playback address is not valid. Open the video’s page and press play again.',
  sessionEnded: 'This playback has ended. Open the video’s page and press play again.',
  mediaNotFound: 'This part of the video is not here.',
  cannotSign: 'Playback cannot be started from here.',
} as const;
