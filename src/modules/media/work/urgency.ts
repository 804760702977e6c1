/** What goes first: 0 has a date to keep, 1 makes a film playable, 2 makes it better, 3 is in no hurry. */
export type Urgency = 0 | 1 | 2 | 3;

/** The date of a film in the trash: everything else goes first until it is taken back. */
export const putOff = new Date('9999-12-31T00:00:00Z');
/** A film that is due within this time goes before all that are not. */
export const dueSoonMs = 6 * 3_600_000;
/** Seconds that a film waits behind younger ones for each processor second it takes. */
const patience = 60;

export function urgencyOf(usual: Urgency, due: Date | null, now: Date): Urgency {
  if (due && due >= putOff) return 3;
  return due && usual < 3 && due.getTime() - now.getTime() <= dueSoonMs ? 0 : usual;
}

/**
 * Lower goes first within a channel's equally urgent work: what is due sooner; else the time it came, put back by its
 * length, so that a short film overtakes a back catalogue and nothing waits for ever. In seconds.
 */
export function rankOf({ due, at, cost }: { due: Date | null; at: Date; cost: number }): number {
  return due ? due.getTime() / 1000 : at.getTime() / 1000 + patience * cost;
}
