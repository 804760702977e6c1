import type { Tx } from '../../platform/db';

export const lanes = ['fast', 'sound', 'bulk'] as const;
export type Lane = (typeof lanes)[number];

/**
 * A line is what one channel has waiting in one lane. Its row says what the next task is, so that finding the next of
 * all channels costs the same however many wait.
 */
export interface Line {
  lane: Lane;
  channelId: string;
}

/** The line whose turn it is: urgent work first, then the channel with the fewest under way, then who waited longest. */
export async function takeLine(tx: Tx, lane: Lane): Promise<string | null> {
  const { rows } = await tx.raw<{ rows: { channel_id: string }[] }>(
    `select channel_id from media.lines
     where lane = ? and urgency is not null
     order by urgency, running, served_at
     limit 1
     for update skip locked`,
    [lane],
  );
  return rows[0]?.channel_id ?? null;
}

export async function noteServed(tx: Tx, { lane, channelId }: Line): Promise<void> {
  await tx.raw('update media.lines set served_at = clock_timestamp() where lane = ? and channel_id = ?', [
    lane,
    channelId,
  ]);
}

/** Every lane of these channels, in one order, so that a transaction that changes several waits in no circle. */
export async function lockLines(tx: Tx, of: readonly { channelId: string }[]): Promise<void> {
  if (of.length === 0) return;
  const channelIds = [...new Set(of.map(({ channelId }) => channelId))].sort();
  await tx.raw(
    `insert into media.lines (lane, channel_id)
     select lane, channel_id from unnest(?::text[]) as lane, unnest(?::uuid[]) as channel_id
     order by channel_id, lane
     on conflict do nothing`,
    [[...lanes], channelIds],
  );
  await tx.raw('select 1 from media.lines where channel_id = any(?::uuid[]) order by channel_id, lane for update', [
    channelIds,
  ]);
}

/** Brings lines up to date after tasks of theirs changed; the last of two at once sees both changes. */
export async function refreshLines(tx: Tx, lines: readonly Line[]): Promise<void> {
  await lockLines(tx, lines);
  for (const line of distinct(lines)) await refreshHeldLine(tx, line);
}

/** For whoever holds the line's row already. */
export async function refreshHeldLine(tx: Tx, { lane, channelId }: Line): Promise<void> {
  await tx.raw(
    `update media.lines line
     set running = (
           select count(*) from media.tasks
           where lane = line.lane and channel_id = line.channel_id and state = 'running'
         ),
         urgency = (
           select urgency from media.tasks
           where lane = line.lane and channel_id = line.channel_id and state = 'waiting'
           order by urgency, rank, step, id limit 1
         )
     where lane = ? and channel_id = ?`,
    [lane, channelId],
  );
}

function distinct(lines: readonly Line[]): Line[] {
  return [...new Map(lines.map((line) => [`${line.lane} ${line.channelId}`, line])).values()];
}
