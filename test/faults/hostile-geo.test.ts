import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { draftVideo, openChannel } from '../support/creator';
import { done, publish } from '../support/refused-world';
import { type Site, startSite } from '../support/site';
import { Visitor } from '../support/visitor';

const addresses = {
  german: '193.99.144.85',
  germanMapped: '::ffff:193.99.144.85',
  germanV6: '2a02:2e0:3fe:1001:302::',
  american: '8.8.8.8',
  nobodys: '10.0.0.7',
  loopbackV6: '::1',
  documentation: '203.0.113.9',
  noAddress: 'not-an-address',
};

interface Channel {
  owner: Visitor;
  handle: string;
  /** Blocked in Germany. */
  blocked: string;
  /** Without any window. */
  open: string;
}

/** The videos hold no film: what is refused besides for that is what the country decides. */
async function openBlockedChannel(site: Site): Promise<Channel> {
  const { creator: owner, handle } = await openChannel(site.url);
  const [blocked, open] = [await draftVideo(owner, handle), await draftVideo(owner, handle)];
  for (const id of [blocked, open]) await publish(owner, id, {});
  const windows = [{ effect: 'deny', countries: { only: ['DE'] } }];
  await done(owner.put(`/videos/${blocked}/rights`, { windows, minimumAge: null }));
  return { owner, handle, blocked, open };
}

/** Why the country refuses, for a client whose nearest hop says this. */
async function reasonsFor(site: Site, videoId: string, forwardedFor: string): Promise<string[]> {
  const { status, body } = await new Visitor(site.url).post<{ refusals: { reason: string }[] }>(
    `/videos/${videoId}/playback`,
    undefined,
    { headers: { 'x-forwarded-for': forwardedFor } },
  );
  expect(status).toBe(403);
  return body.refusals.map(({ reason }) => reason).filter((reason) => reason !== 'not_ready');
}

describe('where countries are known', () => {
  let site: Site;
  let channel: Channel;
  beforeAll(async () => {
    site = await startSite();
    channel = await openBlockedChannel(site);
  });
  afterAll(() => site?.close());
  const reasons = (forwardedFor: string) => reasonsFor(site, channel.blocked, forwardedFor);
  const unknownIs = (unknownCountry: unknown) =>
    done(channel.owner.put(`/channels/${channel.handle}/rights`, { windows: [], unknownCountry, deviceLimit: null }));

  test.each([
    `${addresses.american}, ${addresses.german}`,
    `${addresses.american},${addresses.nobodys}, ${addresses.german}`,
  ])('PLAY-012: what a client writes in front of its address changes nothing: %s', async (forwardedFor) => {
    expect(await reasons(forwardedFor)).toEqual(['blocked_here']);
    expect(await reasons(`${addresses.german}, ${addresses.american}`)).toEqual([]);
  });

  test.each([addresses.german, addresses.germanMapped, addresses.germanV6])(
    'PLAY-014: %s is in Germany, however it is written',
    async (address) => expect(await reasons(address)).toEqual(['blocked_here']),
  );

  test.each([addresses.nobodys, addresses.loopbackV6, addresses.documentation, addresses.noAddress])(
    'PLAY-014: %s is nowhere, and the channel says what counts then',
    async (address) => {
      await unknownIs('refuse');
      expect(await reasons(address)).toEqual(['country_unknown']);
      await unknownIs('allow');
      expect(await reasons(address)).toEqual([]);
      await unknownIs({ as: 'DE' });
      expect(await reasons(address)).toEqual(['blocked_here']);
      await unknownIs('refuse');
    },
  );
});

test('PLAY-015: with country data that cannot be read only what hangs on a country is refused, and health says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-geo-'));
  await writeFile(join(folder, 'broken.mmdb'), 'this is no database');
  const site = await startSite((config) => ({ ...config, geoDatabaseFile: join(folder, 'broken.mmdb') }));
  try {
    const { blocked, open } = await openBlockedChannel(site);
    expect(await reasonsFor(site, blocked, addresses.american)).toEqual(['country_unknown']);
    expect(await reasonsFor(site, open, addresses.american)).toEqual([]);
    const ready = await fetch(`${site.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.text()).toContain('geo');
    expect(site.logged.join('\n')).toContain('broken.mmdb');
  } finally {
    await site.close();
    await rm(folder, { recursive: true });
  }
});
