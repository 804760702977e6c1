/** Every word the site's scripts put on the screen. */
export const messages = {
  play: (title: string) => `Play ${title}`,
  starting: 'The video is starting',
  settings: 'Settings',
  quality: 'Quality',
  speed: 'Speed',
  tryAgain: 'Try again',
  also: 'Also:',
  takeOver: 'Watch here instead',
  waysIn: 'See how to watch it',
  opening: 'Opening now',
  day: (count: number) => (count === 1 ? '1 day' : `${count} days`),
  gone: { title: 'This video is no longer here', text: 'It was taken down or made private.' },
  offline: { title: 'You are offline', text: 'The video goes on by itself when the connection is back.' },
  broken: { title: 'The video stopped', text: 'Something went wrong on the way. Your place in the video is kept.' },
  busy: { title: 'One moment', text: 'We cannot start the video right now. Try again in a moment.' },
  unsupported: {
    title: 'This browser cannot play the video',
    text: 'Try again with a current version of Chrome, Edge, Firefox or Safari.',
  },
} as const;
