/** Every word of the public site's pages, but why a video cannot be watched: playback's `contract-words.ts` says that. */
export const messages = {
  siteName: 'Showrunner',
  siteTagline: 'Videos and shows, straight from the people who make them.',
  skipToContent: 'Skip to content',
  homeLink: 'Showrunner, home',
  siteNavigation: 'Site',
  signIn: 'Sign in',
  studio: 'Studio',
  changeTheme: 'Change between dark and light',
  footer: 'Showrunner is open source.',

  home: {
    featured: 'Newest video',
    watch: 'Watch',
    latest: 'More to watch',
    emptyTitle: 'Nothing is on yet',
    emptyText: 'When a channel publishes its first video, it opens here. Have one to show?',
    emptyAction: 'Open a channel',
    olderTitle: 'That was everything',
    olderText: 'There are no older videos.',
  },

  channel: {
    videos: 'Videos',
    emptyTitle: 'The first video is still to come',
    emptyText: (name: string) => `${name} has not published anything yet.`,
    pageTitle: (name: string) => `${name} on Showrunner`,
  },

  watch: {
    more: (name: string) => `More from ${name}`,
    tags: 'Tags',
    noMore: 'Nothing else is showing here yet.',
    preview: 'Only the channel’s team sees this page: the video is not published for everybody.',
    needsScript: 'The player needs JavaScript. Everything else on this page works without it.',
    playerLabel: (title: string) => `Player: ${title}`,
    length: 'Length',
  },

  refused: {
    also: 'Also:',
    signIn: 'Sign in',
    haveIt: 'Do you have it already?',
    takeOver: 'Watch here instead',
    confirmAge: (years: number) => `I am ${years} or older`,
    password: 'Password',
    unlock: 'Open',
    wrongPassword: 'That is not the password. Check it with whoever gave it to you.',
    buy: 'Buy',
    rent: 'Rent',
    ticket: 'Ticket',
    notOnSale: 'This cannot be bought here yet. The channel’s page may say how to get it.',
    onOurSite: 'Open on Showrunner',
  },

  locked: 'Locked:',

  pager: 'Pages of this list',
  older: 'Show older videos',
  backToNewest: 'Back to the newest',
  goHome: 'Go to the home page',
  goToChannel: (name: string) => `Go to ${name}`,
  tryAgain: 'Try again',
  checkAgain: 'Check again',
  utc: (text: string) => `${text} UTC`,

  tooManyTries: {
    title: 'Too many tries',
    text: 'Wait a minute, then try the password again.',
  },
  notFound: {
    title: 'There is nothing here',
    text: 'The address may be mistyped, or what was here is private or gone.',
  },
  channelNotFound: {
    title: 'There is no such channel',
    text: 'Check the spelling of its handle. Channels can be renamed or closed.',
  },
  videoNotFound: {
    title: 'There is no such video',
    text: 'The link may be incomplete, or the video is private or was taken down.',
  },
  broken: {
    title: 'This page broke on our side',
    text: 'Nothing you did was lost. Try again in a moment.',
  },
  away: {
    title: 'We will be right back',
    text: 'A part of the service cannot be reached right now. Nothing is lost. Try again in a moment.',
  },
} as const;
