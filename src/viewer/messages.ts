import type { RefusalReason } from '../modules/access';

/** Every word of the public site's pages. */
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

  pager: 'Pages of this list',
  older: 'Show older videos',
  backToNewest: 'Back to the newest',
  goHome: 'Go to the home page',
  goToChannel: (name: string) => `Go to ${name}`,
  tryAgain: 'Try again',
  checkAgain: 'Check again',
  utc: (text: string) => `${text} UTC`,

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

interface RefusalWords {
  title: string;
  text: string;
}

/** A refused video's page, by its first reason. */
export const refusalWords: Record<RefusalReason, RefusalWords> = {
  not_yet: { title: 'Opens soon', text: 'This video can be watched from' },
  ended: { title: 'No longer showing', text: 'The time in which this video could be watched is over.' },
  not_ready: {
    title: 'Not ready yet',
    text: 'The video cannot be played so far. If it is new, that takes a few minutes.',
  },
  private: { title: 'This video is private', text: 'Only the team of its channel can watch it.' },
  not_published: { title: 'Not published', text: 'The channel is not showing this video right now.' },
  trashed: { title: 'Taken down', text: 'The channel has taken this video down.' },
};
