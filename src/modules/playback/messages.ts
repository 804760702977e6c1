import type { RefusalReason } from '../access';

/** What a viewer is told, by reason; one sentence each, no blame. */
export const refusalMessages: Record<RefusalReason, string> = {
  trashed: 'This video was taken down by its channel.',
  not_published: 'This video is not published.',
  private: 'This video is private: only the team of its channel can watch it.',
  ended: 'The time in which this video could be watched is over.',
  broadcast_cancelled: 'This broadcast was cancelled.',
  broadcast_over: 'This broadcast is over.',
  blocked_here: 'This video cannot be shown where you are.',
  not_here: 'This video is not available where you are.',
  country_unknown: 'This video is available in some countries only, and we cannot tell where you are.',
  rights_over: 'This video is no longer available where you are.',
  rights_not_yet: 'This video is not available where you are yet.',
  not_yet: 'This video has not opened yet.',
  not_on_air: 'This broadcast has not begun yet.',
  not_ready: 'This video cannot be played so far.',
  age_unconfirmed: 'This video is not meant for every age.',
  password_required: 'This video opens with a password.',
  subscription_required: 'This video is for subscribers of its channel.',
  tier_required: 'This video is for subscribers of certain tiers.',
  purchase_required: 'This video has to be bought first.',
  ticket_required: 'This broadcast needs a ticket.',
  grant_required: 'This video is for those whom its channel has invited.',
  too_many_devices: 'Your account is already watching on as many devices as this channel allows.',
  taken_over: 'You went on watching on another device.',
};

export const problemMessages = {
  passwordWrong: 'This password does not open this video. Ask whoever gave it to you whether it has changed.',
  tooManyPasswords: 'Too many passwords were tried here. Wait some minutes, then try again.',
  videoNotFound: 'There is no such video, or it is not yours to see.',
  sessionUnknown: 'This playback address is not valid. Open the video’s page and press play again.',
  sessionEnded: 'This playback has ended. Open the video’s page and press play again.',
  mediaNotFound: 'This part of the video is not here.',
  cannotSign: 'Playback cannot be started from here.',
} as const;
