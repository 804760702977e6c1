export const problemMessages = {
  passwordWrong: 'This password does not open this video. Ask whoever gave it to you whether it has changed.',
  tooManyPasswords: 'Too many passwords were tried here. Wait some minutes, then try again.',
  refused: 'This video cannot be watched right now.',
  videoNotFound: 'There is no such video, or it is not yours to see.',
  sessionUnknown: 'This playback address is not valid. Open the video’s page and press play again.',
  sessionEnded: 'This playback has ended. Open the video’s page and press play again.',
  mediaNotFound: 'This part of the video is not here.',
  cannotSign: 'Playback cannot be started from here.',
} as const;
