import { randomUUID } from 'node:crypto';
import { createChangeFeed, type FeedMessage } from '../../src/modules/videos/change-feed';
import type { Cache } from '../../src/platform/cache';
import { silentLogger } from '../../src/platform/observability';
import { pause } from '../../src/platform/resilience';
import { createTestLibrary, type Person, type TestLibrary } from '../support/factories/library';
import { progressAt } from '../support/factories/videos';
import { waitFor } from '../support/wait-for';

let test: TestLibrary;
let site: Awaited<ReturnType<TestLibrary['serve']>>;
beforeAll(async () => {
  test = await createTestLibrary();
  site = await test.serve();
});
afterAll(async () => {
  await site.close();
  await test.close();
});

interface Heard {
  event: string;
  id: string;
  data: Record<string, unknown>;
}

/** Listens as a browser would. */
async function listen(handle: string, name = 'Ann', headers: Record<string, string> = {}) {
  const controller = new AbortController();
  const answer = await site
    .as(name)
    .fetch(`/api/v1/channels/${handle}/changes`, { headers, signal: controller.signal });
  const heard: Heard[] = [];
  let ended = false;
  const read = async () => {
    let text = '';
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
        const fields = Object.fromEntries(
          text
            .slice(0, at)
            .split('\n')
            .map((line) => line.split(/: (.*)/s, 2) as [string, string]),
        );
        text = text.slice(at + 2);
        if (fields.event)
          heard.push({ event: fields.event, id: fields.id ?? '', data: JSON.parse(fields.data ?? '{}') });
      }
    }
    ended = true;
  };
  const reading = answer.ok ? read().catch(() => undefined) : Promise.resolve();
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    heard,
    hasEnded: () => ended,
    stop: async () => {
      controller.abort();
      await reading;
    },
  };
}

/** So many ask, and leave while what `hold` holds up is not answered; returns when the server has gone on without them. */
async function leaveDuring(handle: string, many: number, hold: (left: Promise<void>) => jest.SpyInstance) {
  const controller = new AbortController();
  let goOn = (): void => undefined;
  const spy = hold(
    new Promise((resolve) => {
      goOn = resolve;
    }),
  );
  const { signal } = controller;
  const asking = Array.from({ length: many }, () =>
    site.as('Ann').fetch(`/api/v1/channels/${handle}/changes`, { signal }),
  );
  await waitFor('the questions', () => spy.mock.calls.length === many);
  controller.abort();
  await Promise.allSettled(asking);
  await pause(200);
  goOn();
  await pause(200);
  spy.mockRestore();
}

describe('GET /channels/:handle/changes', () => {
  it('tells the team what happens, with the whole view, in order', async () => {
    const { channel, video, by } = await test.draft();
    const live = await listen(channel.handle);
    expect(live).toMatchObject({ status: 200, type: 'text/event-stream; charset=utf-8' });
    await waitFor('the first event', () => live.heard[0]?.event === 'listening');
    await test.videos.editVideo(by, { title: 'One' });
    await waitFor('the edit', () => live.heard[1]);
    await test.videos.recordMediaProgress(
      { videoId: video.id, uploadId: null },
      progressAt(test.clock.now(), { progress: 0.25 }),
    );
    await waitFor('the progress', () => live.heard[2]);
    expect(live.heard.slice(1).map(({ event, data }) => [event, data.title, data.progress])).toEqual([
      ['video', 'One', 0],
      ['video', 'One', 0.25],
    ]);
    expect(live.heard[2]?.data).toEqual(await test.videos.teamView(video.publicId));
    await live.stop();
    await waitFor('nobody to listen', () => test.videos.feed.listeners() === 0);
  });

  it('resumes where a listener was, missing nothing that stayed', async () => {
    const { channel, owner, by } = await test.draft('First');
    const live = await listen(channel.handle);
    const place = (await waitFor('the first event', () => live.heard[0])).id;
    await live.stop();
    await test.videos.editVideo(by, { title: 'Edited meanwhile' });
    await test.videos.draftVideo(channel.id, owner.accountId, { title: 'Second' });
    const gone = await test.videos.draftVideo(channel.id, owner.accountId, { title: 'Third' });
    await test.videos.trashVideo({ publicId: gone.publicId, actor: owner.accountId, expectedVersion: null });
    test.clock.advance({ days: 31 });
    await test.videos.purgeTrash();
    const again = await listen(channel.handle, 'Ann', { 'last-event-id': place });
    await waitFor('what was missed', () => again.heard.length === 4);
    expect(again.heard.map(({ event, data }) => [event, data.title ?? data.id])).toEqual([
      ['resumed', undefined],
      ['video', 'Edited meanwhile'],
      ['video', 'Second'],
      ['purged', gone.publicId],
    ]);
    await again.stop();
    const future = await listen(channel.handle, 'Ann', { 'last-event-id': '999999' });
    expect((await waitFor('a fresh start', () => future.heard[0])).event).toBe('listening');
    await future.stop();
  });

  it('is for the team only, and AUTHZ-009: ends for whoever leaves it, within 5 seconds', async () => {
    const { channel, owner } = await test.draft();
    expect((await listen(channel.handle, 'Zoe')).status).toBe(404);
    expect((await site.nobody.get(`/channels/${channel.handle}/changes`)).status).toBe(401);
    await test.channels.setTeamRole(channel.id, owner.accountId, test.person('Eve').email, 'analyst');
    const live = await listen(channel.handle, 'Eve');
    await waitFor('the first event', () => live.heard[0]);
    await test.channels.removeFromTeam(channel.id, owner.accountId, test.person('Eve').publicId);
    const since = Date.now();
    await waitFor('the end', () => live.hasEnded());
    expect(Date.now() - since).toBeLessThan(6_000);
  });

  it('allows an account a bounded number of streams', async () => {
    const { channel } = await test.draft();
    const open = await Promise.all(Array.from({ length: 20 }, () => listen(channel.handle)));
    expect((await listen(channel.handle)).status).toBe(429);
    await Promise.all(open.map((live) => live.stop()));
    await waitFor('room for another', async () => {
      const live = await listen(channel.handle);
      await live.stop();
      return live.status === 200;
    });
  });

  it('leaves nothing behind of who goes before it has begun', async () => {
    const { channel } = await test.draft();
    const { findByHandle } = test.channels;
    const { follow } = test.videos.feed;
    await leaveDuring(channel.handle, 20, (left) =>
      jest.spyOn(test.channels, 'findByHandle').mockImplementation((handle) => left.then(() => findByHandle(handle))),
    );
    await leaveDuring(channel.handle, 1, (left) =>
      jest.spyOn(test.videos.feed, 'follow').mockImplementation((...asked) => left.then(() => follow(...asked))),
    );
    expect(test.videos.feed.listeners()).toBe(0);
    const live = await listen(channel.handle);
    expect(live.status).toBe(200);
    await live.stop();
  });

  it('ends at once when the process is told to stop', async () => {
    const stopping = await test.serve();
    const { channel } = await test.draft();
    const answer = await stopping.as('Ann').fetch(`/api/v1/channels/${channel.handle}/changes`);
    const since = Date.now();
    await Promise.all([stopping.close(), answer.text()]);
    expect(Date.now() - since).toBeLessThan(900);
  });
});

describe('the feed', () => {
  const follower = (person: Person) => {
    const messages: FeedMessage[] = [];
    return {
      accountId: person.accountId,
      messages,
      send: (m: FeedMessage) => void messages.push(m),
      end: () => undefined,
    };
  };
  /** A cache that has lost its voice, and a count of what the database is asked. */
  const deaf: Cache = { ...({} as Cache), listen: () => () => undefined };

  it('heals by its poll when nobody wakes it', async () => {
    const { channel, owner, by } = await test.draft();
    const feed = createChangeFeed({
      ...test,
      cache: deaf,
      logger: silentLogger,
      pollMs: 30,
    });
    const listener = follower(owner);
    await feed.follow(channel.id, null, listener);
    await test.videos.editVideo(by, { title: 'Healed' });
    await waitFor('the poll', () => listener.messages.length === 1);
    feed.close();
  });

  it('is woken by what a consumer wrote, long before its poll', async () => {
    const { channel, owner, video } = await test.draft();
    const feed = createChangeFeed({ ...test, logger: silentLogger, pollMs: 600_000 });
    const listener = follower(owner);
    await feed.follow(channel.id, null, listener);
    await test.db.transaction((tx) => test.videos.noteUpload(tx, video.id, randomUUID(), 'started'));
    await waitFor('the change', () => listener.messages.length === 1, { withinMs: 3_000 });
    feed.close();
  });

  it('asks the database once for however many listen', async () => {
    const { channel, owner, by } = await test.draft();
    let asked = 0;
    const byIds = (ids: readonly string[]) => {
      asked++;
      return test.channels.byIds(ids);
    };
    const channels = { ...test.channels, byIds };
    const feed = createChangeFeed({ ...test, channels, logger: silentLogger });
    const listeners = Array.from({ length: 30 }, () => follower(owner));
    for (const listener of listeners) await feed.follow(channel.id, null, listener);
    await test.videos.editVideo(by, { title: 'Once' });
    await waitFor('everybody', () => listeners.every(({ messages }) => messages.length === 1));
    expect(asked).toBeLessThanOrEqual(2);
    feed.close();
  });

  it('shows every change to somebody who follows while twenty writers are at work', async () => {
    const { channel, owner } = await test.draft();
    const feed = createChangeFeed({ ...test, pollMs: 50 });
    const listener = follower(owner);
    await feed.follow(channel.id, null, listener);
    const drafts = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        test.videos.draftVideo(channel.id, owner.accountId, { title: `Film ${index}` }),
      ),
    );
    await waitFor('all of them', () => listener.messages.length >= 20);
    const seen = listener.messages.map(({ data }) => (JSON.parse(data) as { id: string }).id);
    expect(new Set(seen)).toEqual(new Set(drafts.map(({ publicId }) => publicId)));
    const places = listener.messages.map(({ position }) => position);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    feed.close();
  });
});
