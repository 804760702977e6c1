import { parseArgs } from 'node:util';
import { type PastExplanation, type PastQuery, pastQuery } from '../modules/playback/contract-past';
import { type Command, columns, UsageError } from './operator-command';

export const explainCommands: Record<string, Command> = {
  'explain-playback': {
    takes: '--video vid_… [--account EMAIL|acc_…] [--country DE] [--at TIME] [--known-at TIME] [--json]',
    does: 'could this account watch this then, did it, and who had set the rule; without --account: somebody not signed in',
    run: async ({ rooms: { explain } }, args) => {
      const { json, ...asked } = options(args);
      const explained = await explain.explainPast(queryIn(asked));
      return json ? explained : inWords(explained);
    },
  },
};

function options(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        video: { type: 'string' },
        account: { type: 'string' },
        country: { type: 'string' },
        at: { type: 'string' },
        'known-at': { type: 'string' },
        json: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function queryIn({ country, 'known-at': knownAt, ...asked }: Omit<ReturnType<typeof options>, 'json'>): PastQuery {
  const query = { ...asked, ...(knownAt ? { knownAt } : {}), ...(country ? { country: countryIn(country) } : {}) };
  const parsed = pastQuery.safeParse(query);
  if (parsed.success) return parsed.data;
  const [problem] = parsed.error.issues;
  const name = String(problem?.path[0] ?? 'video').replace('knownAt', 'known-at');
  const words = asked.video ? problem?.message : 'Say which video, by its id, vid_….';
  throw new UsageError(`--${name}: ${words}`);
}

function countryIn(text: string): string {
  return text === 'unknown' ? text : text.toUpperCase();
}

function inWords(explained: PastExplanation): string {
  const { video, account, asked, summary } = explained;
  const who = account ? `${account.displayName} (${account.email})` : 'somebody not signed in';
  const where = asked.country === 'unknown' ? 'from a country nobody could tell' : `from ${asked.country}`;
  return [
    `“${video.title}” (${video.id}) of @${video.channelHandle}, for ${who}, ${where},`,
    `on ${when(asked.at)}, as far as it was known on ${when(asked.knownAt)}`,
    '',
    `Could they watch? ${summary.could}`,
    ...reasonsOf(explained),
    `Did they?         ${summary.did}`,
    ...(account ? ['', 'What the account had', ...holdingsOf(explained)] : []),
    '',
    'Who had set it',
    ...sourcesOf(explained),
  ].join('\n');
}

function reasonsOf({ answer }: PastExplanation): string[] {
  const until = answer.until ? [`  That changes by itself on ${when(answer.until)}.`] : [];
  if (answer.decision === 'allowed') return until;
  const lines = answer.refusals.flatMap(({ reason, teamDetail, windows }) => [
    `  ${reason}: ${teamDetail}`,
    ...windows.map(({ effect, from, until: end, reason: name }) => {
      const span = `${from ? when(from) : 'since ever'} to ${end ? when(end) : 'for ever'}`;
      return `    window ${name ? `“${name}”` : 'without a name'}, ${effect === 'allow' ? 'allows' : 'blocks'}: ${span}`;
    }),
  ]);
  return [...lines, ...until];
}

function holdingsOf({ role, confirmedAge, entitlements, sessions }: PastExplanation): string[] {
  const held = entitlements
    .filter(({ thisVideo }) => thisVideo)
    .map(({ source, covers, tierId, from, until, heldThen }) => {
      const what = `${source} for the ${covers}${tierId ? ` ${tierId}` : ''}`;
      const span = `${when(from)} to ${until ? when(until) : 'for ever'}`;
      return `  ${what}, ${span}${heldThen ? '' : ' (not at that time)'}`;
    });
  return [
    ...(role ? [`  a place on the team, as ${role}`] : []),
    ...(confirmedAge === null ? [] : [`  confirmed to be ${confirmedAge}`]),
    ...(held.length > 0 ? held : ['  nothing that opens this video']),
    ...sessions.map(
      ({ grantedAt, lastSeenAt, why }) =>
        `  a playback, granted ${when(grantedAt)} as ${why}, last seen ${when(lastSeenAt)}`,
    ),
  ];
}

function sourcesOf({ sources }: PastExplanation): string[] {
  if (sources.length === 0) return ['  Nobody: nothing had been set about this video or its channel.'];
  const rows = sources.map(({ by, detail, from, to }) => {
    return [
      `  ${when(from)}`,
      `${by.displayName ?? 'an account that is no more'} ${detail}${to ? `, until ${when(to)}` : ''}`,
    ];
  });
  return columns(['  SINCE', 'WHO AND WHAT'], rows).split('\n');
}

function when(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}
