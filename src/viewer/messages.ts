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
  broadcast_cancelled: { title: 'Cancelled', text: 'This broadcast will not take place.' },
  broadcast_over: { title: 'This broadcast is over', text: 'It can no longer be watched here.' },
  blocked_here: { title: 'Not shown where you are', text: 'The channel may not show this video in your country.' },
  not_here: { title: 'Not available where you are', text: 'The channel shows this video in other countries only.' },
  country_unknown: {
    title: 'We cannot tell where you are',
    text: 'This video is shown in some countries only. A VPN or a relay may hide yours: switch it off and try again.',
  },
  rights_over: { title: 'No longer showing where you are', text: 'The time in which it could be shown here is over.' },
  rights_not_yet: { title: 'Not yet where you are', text: 'This video can be watched here from' },
  not_on_air: { title: 'Not on air yet', text: 'This broadcast begins' },
  age_unconfirmed: { title: 'Not for every age', text: 'Confirm your age to watch this video.' },
  password_required: { title: 'Opens with a password', text: 'The channel has given it to those it invited.' },
  subscription_required: { title: 'For subscribers', text: 'Subscribe to the channel to watch this video.' },
  tier_required: { title: 'For subscribers', text: 'Subscribe to one of these tiers to watch this video.' },
  purchase_required: { title: 'For sale', text: 'Buy this video to watch it.' },
  ticket_required: { title: 'With a ticket', text: 'Buy a ticket to watch this broadcast.' },
  grant_required: { title: 'By invitation', text: 'The channel decides who may watch this video.' },
  too_many_devices: {
    title: 'Already watching elsewhere',
    text: 'Your account is watching on as many devices as this channel allows.',
  },
  taken_over: { title: 'Watching on another device', text: 'You went on watching there.' },
  ended: { title: 'No longer showing', text: 'The time in which this video could be watched is over.' },
  not_ready: {
    title: 'Not ready yet',
    text: 'The video cannot be played so far. If it is new, that takes a few minutes.',
  },
  private: { title: 'This video is private', text: 'Only the team of its channel can watch it.' },
  not_published: { title: 'Not published', text: 'The channel is not showing this video right now.' },
  trashed: { title: 'Taken down', text: 'The channel has taken this video down.' },
};
