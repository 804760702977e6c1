/** Every word the site's scripts put on the screen. */
export const messages = {
  play: (title: string) => `Play ${title}`,
  starting: 'The film is starting',
  settings: 'Settings',
  quality: 'Quality',
  speed: 'Speed',
  tryAgain: 'Try again',
  watchOnSite: 'Open the film’s page',
  refused: 'This film cannot be watched right now',
  opensIn: 'Opens in',
  opening: 'Opening now',
  day: (count: number) => (count === 1 ? '1 day' : `${count} days`),
  gone: { title: 'This film is no longer here', text: 'It was taken down or made private.' },
  offline: { title: 'You are offline', text: 'The film goes on by itself when the connection is back.' },
  broken: { title: 'The film stopped', text: 'Something went wrong on the way. Your place in the film is kept.' },
  busy: { title: 'One moment', text: 'We cannot start the film right now. Try again in a moment.' },
  unsupported: {
    title: 'This browser cannot play the film',
    text: 'Try again with a current version of Chrome, Edge, Firefox or Safari.',
  },
} as const;
