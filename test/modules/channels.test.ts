import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, createDeflate } from 'node:zlib';
import sharp from 'sharp';
import { pictureAt } from '../../src/modules/channels/contract';
import { channelOpened, channelUpdated, teamChanged } from '../../src/modules/channels/events';
import { createTestLibrary, type TestLibrary } from '../support/factories/library';
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

const refusal = (code: string) => expect.objectContaining({ code });

describe('opening a channel', () => {
  it('makes the account its owner and tells the other rooms', async () => {
    const answer = await site.as('Ann').post('/channels', { handle: 'North-Sea', name: ' The North Sea ' });
    expect(answer).toMatchObject({ status: 201, body: { handle: 'north-sea', name: 'The North Sea', version: 1 } });
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.body.id).toMatch(/^chn_\w{22}$/);
    const own = await site.as('Ann').get('/me/channels');
    expect(own.body.items).toEqual([{ ...answer.body, role: 'owner' }]);
    const owner = test.person('Ann').accountId;
    expect(test.outbox.of(channelOpened)).toContainEqual(
      expect.objectContaining({ publicId: answer.body.id, ownerAccountId: owner }),
    );
  });

  it('gives one account several channels, and a handle to one channel only, whatever its case', async () => {
    await test.openChannel(test.person('Ben'), 'first-of-ben');
    await test.openChannel(test.person('Ben'), 'second-of-ben');
    expect((await test.channels.channelsOfAccount(test.person('Ben').accountId)).length).toBe(2);
    const twin = await site.as('Cleo').post('/channels', { handle: 'FIRST-of-ben', name: 'Twin' });
    expect(twin).toMatchObject({ status: 409, body: { code: 'handle_taken' } });
  });

  it('says beforehand whether a handle can be had', async () => {
    await test.openChannel(test.person('Ben'), 'gone-already');
    const free = async (handle: string) => (await site.as('Ann').get(`/handles/${handle}`)).body;
    expect(await free('Still-There')).toEqual({ handle: 'still-there', free: true });
    expect(await free('GONE-already')).toEqual({ handle: 'gone-already', free: false });
    expect(await free('admin')).toEqual({ handle: 'admin', free: false });
    expect(await site.as('Ann').get('/handles/a%20b')).toMatchObject({ status: 404 });
  });

  it.each(['ab', 'a'.repeat(31), 'with space', 'ünder', '-edge', 'edge_', 'a/b', 'a\0b'])(
    'refuses the handle %j',
    async (handle) => {
      expect(await site.as('Ann').post('/channels', { handle, name: 'X' })).toMatchObject({
        status: 422,
        body: { code: 'invalid_input' },
      });
    },
  );

  it.each(['admin', 'Studio', 'show-runner', 'api'])('keeps the handle %s for the site', async (handle) => {
    expect(await site.as('Ann').post('/channels', { handle, name: 'X' })).toMatchObject({
      status: 422,
      body: { code: 'handle_reserved' },
    });
  });

  it('asks who is there', async () => {
    expect((await site.nobody.post('/channels', { handle: 'nobodys', name: 'X' })).status).toBe(401);
  });

  it('SQL-008, SQL-009: refuses text that cannot be stored', async () => {
    for (const name of ['a\0b', '\ud800']) {
      expect((await site.as('Ann').post('/channels', { handle: 'odd-text', name })).status).toBe(422);
    }
  });
});

describe('the profile', () => {
  it('is public, and found whatever the case of its handle', async () => {
    await test.openChannel(test.person('Ann'), 'public-profile');
    expect(await site.nobody.get('/channels/PUBLIC-profile')).toMatchObject({
      status: 200,
      body: { handle: 'public-profile' },
    });
    for (const handle of ['nobody-has-this', 'a%00b', '..%2f..', '%25']) {
      expect((await site.nobody.get(`/channels/${handle}`)).status).toBe(404);
    }
  });

  it('is changed by whoever saw the newest version', async () => {
    const channel = await test.openChannel(test.person('Ann'), 'edited');
    const ann = site.as('Ann');
    const first = await ann.patch('/channels/edited', { name: 'One' }, { headers: { 'if-match': '"1"' } });
    expect(first).toMatchObject({ status: 200, body: { name: 'One', version: 2 } });
    const late = await ann.patch('/channels/edited', { name: 'Two' }, { headers: { 'if-match': '"1"' } });
    expect(late).toMatchObject({ status: 409, body: { code: 'version_conflict', version: 2 } });
    expect((await ann.patch('/channels/edited', { description: 'Words' })).body).toMatchObject({
      name: 'One',
      version: 3,
    });
    const told = test.outbox.of(channelUpdated).filter(({ channelId }) => channelId === channel.id);
    expect(told.map(({ version }) => version)).toEqual([2, 3]);
  });

  it('is nobody else’s to change', async () => {
    const channel = await test.openChannel(test.person('Ann'), 'not-yours');
    await test.channels.setTeamRole(channel.id, test.person('Ann').accountId, test.person('Ana').email, 'analyst');
    expect((await site.as('Zoe').patch('/channels/not-yours', { name: 'Mine' })).status).toBe(404);
    expect((await site.as('Ana').patch('/channels/not-yours', { name: 'Mine' })).status).toBe(403);
    expect((await site.nobody.patch('/channels/not-yours', { name: 'Mine' })).status).toBe(401);
    expect(test.refusals).toContainEqual(expect.objectContaining({ accountId: test.person('Zoe').accountId }));
  });
});

describe('the team', () => {
  const handle = 'the-team';
  let channelId: string;
  beforeAll(async () => {
    channelId = (await test.openChannel(test.person('Ann'), handle)).id;
  });

  it('is joined by e-mail address, and keeps what was', async () => {
    const ann = site.as('Ann');
    test.person('Ed');
    const added = await ann.put(`/channels/${handle}/team/ed%40example.com`, { role: 'editor' });
    expect(added).toMatchObject({ status: 200, body: { displayName: 'Ed', role: 'editor', email: 'ed@example.com' } });
    test.clock.advance({ days: 1 });
    await ann.put(`/channels/${handle}/team/${added.body.accountId}`, { role: 'moderator' });
    const { rows } = await test.db.reader.raw(
      'select role, valid_to is null as present from channels.team_roles where channel_id = ? and account_id = ? order by valid_from',
      [channelId, test.person('Ed').accountId],
    );
    expect(rows).toEqual([
      { role: 'editor', present: false },
      { role: 'moderator', present: true },
    ]);
    expect(test.outbox.of(teamChanged).at(-1)).toMatchObject({ role: 'moderator', previousRole: 'editor' });
  });

  it('shows addresses to owners only', async () => {
    const seenByEd = await site.as('Ed').get<{ items: { email: unknown }[] }>(`/channels/${handle}/team`);
    expect(seenByEd.body.items.map(({ email }) => email)).toEqual([null, null]);
    const seenByAnn = await site.as('Ann').get<{ items: { email: unknown }[] }>(`/channels/${handle}/team`);
    expect(seenByAnn.body.items.map(({ email }) => email)).toEqual(['ann@example.com', 'ed@example.com']);
    expect((await site.as('Zoe').get(`/channels/${handle}/team`)).status).toBe(404);
  });

  it('is managed by owners only, and takes nobody who has no account', async () => {
    expect((await site.as('Ed').put(`/channels/${handle}/team/zoe%40example.com`, { role: 'owner' })).status).toBe(403);
    expect(await site.as('Ann').put(`/channels/${handle}/team/nobody%40example.com`, { role: 'editor' })).toMatchObject(
      {
        status: 404,
        body: { code: 'account_not_found' },
      },
    );
  });

  it('lets everybody leave but the last owner', async () => {
    expect(await site.as('Ann').delete(`/channels/${handle}/membership`)).toMatchObject({
      status: 409,
      body: { code: 'last_owner' },
    });
    const self = test.person('Ann').publicId;
    expect((await site.as('Ann').put(`/channels/${handle}/team/${self}`, { role: 'editor' })).body.code).toBe(
      'last_owner',
    );
    expect((await site.as('Ann').delete(`/channels/${handle}/team/${self}`)).body.code).toBe('last_owner');
    expect((await site.as('Ed').delete(`/channels/${handle}/membership`)).status).toBe(204);
    expect((await site.as('Ed').get(`/channels/${handle}/team`)).status).toBe(404);
  });

  it('AUTHZ-014: keeps an owner when two remove each other, or leave, at the same moment', async () => {
    for (let round = 0; round < 10; round++) {
      const [ann, ben] = [test.person('Ann'), test.person('Ben')];
      const { id } = await test.openChannel(ann);
      await test.channels.setTeamRole(id, ann.accountId, ben.email, 'owner');
      const both =
        round % 2
          ? [test.channels.leaveTeam(id, ann.accountId), test.channels.leaveTeam(id, ben.accountId)]
          : [
              test.channels.removeFromTeam(id, ann.accountId, ben.email),
              test.channels.removeFromTeam(id, ben.accountId, ann.email),
            ];
      const outcomes = await Promise.allSettled(both);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect([...(await test.channels.teamRoles(id)).values()]).toEqual(['owner']);
    }
  });

  it('refuses who stopped being an owner between the door and the change', async () => {
    const [ann, ben] = [test.person('Ann'), test.person('Ben')];
    const { id } = await test.openChannel(ann);
    await test.channels.setTeamRole(id, ann.accountId, ben.email, 'editor');
    await expect(test.channels.setTeamRole(id, ben.accountId, ben.email, 'owner')).rejects.toEqual(
      refusal('owners_only'),
    );
  });
});

describe('pictures', () => {
  const handle = 'pictures';
  beforeAll(async () => {
    await test.openChannel(test.person('Ann'), handle);
  });
  const put = (kind: string, body: Buffer, name = 'Ann', type = 'image/png') =>
    site.as(name).fetch(`/api/v1/channels/${handle}/${kind}`, {
      method: 'PUT',
      body: new Uint8Array(body),
      headers: { 'content-type': type },
    });
  const plain = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#204060' } });
  const bytesAt = async (url: string) => Buffer.from(await (await site.nobody.fetch(url)).arrayBuffer());

  it('are served re-encoded in every width, for ever, at an address nobody can guess', async () => {
    const answer = await put('avatar', await plain(900, 600).jpeg().toBuffer());
    const { avatarUrl } = (await answer.json()) as { avatarUrl: string };
    expect(avatarUrl).toMatch(/^\/images\/chn_\w{22}\/avatar-\w{22}\/512\.webp$/);
    for (const width of [64, 128, 256, 512]) {
      const picture = await site.nobody.fetch(pictureAt(avatarUrl, width));
      expect(picture.headers.get('content-type')).toBe('image/webp');
      expect(picture.headers.get('x-content-type-options')).toBe('nosniff');
      expect(picture.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      const made = await sharp(Buffer.from(await picture.arrayBuffer())).metadata();
      expect(made).toMatchObject({ format: 'webp', width, height: width });
    }
    const banner = (await (await put('banner', await plain(3000, 1000).png().toBuffer())).json()) as {
      bannerUrl: string;
    };
    expect(await sharp(await bytesAt(banner.bannerUrl)).metadata()).toMatchObject({ width: 2560, height: 640 });
  });

  it('leave nothing of a replaced one a day later', async () => {
    const first = (await (await put('avatar', await plain(64, 64).png().toBuffer())).json()) as { avatarUrl: string };
    await put('avatar', await plain(70, 70).png().toBuffer());
    test.clock.advance({ hours: 23 });
    await test.channels.deleteRetiredPictures();
    expect((await site.nobody.fetch(first.avatarUrl)).status).toBe(200);
    test.clock.advance({ hours: 2 });
    expect(await test.channels.deleteRetiredPictures()).toBeGreaterThan(0);
    expect((await site.nobody.fetch(first.avatarUrl)).status).toBe(404);
    const { avatarUrl } = (await site.nobody.get<{ avatarUrl: string }>(`/channels/${handle}`)).body;
    expect((await site.nobody.fetch(avatarUrl)).status).toBe(200);
  });

  it('are counted on, file for file, with size and checksum, until a replaced one has gone', async () => {
    await put('avatar', await plain(64, 64).png().toBuffer());
    await put('avatar', await plain(70, 70).png().toBuffer());
    const counted = new Map<string, string>();
    for await (const { key, sizeBytes, sha256, needed } of test.channels.referencedObjects()) {
      counted.set(key, `${sizeBytes} ${sha256} ${needed}`);
    }
    const shown = new Set([...counted].filter(([, facts]) => facts.endsWith('true')).map(([key]) => key));
    expect(shown.size).toBeLessThan(counted.size);
    let found = 0;
    for await (const { key } of test.storage.list('channels/')) {
      const bytes = await buffer(await test.storage.read(key));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(counted.get(key)).toBe(`${bytes.length} ${sha256} ${shown.has(key)}`);
      found++;
    }
    expect(found).toBe(counted.size);
  });

  it('UPL-014: refuses 30000 x 30000 pixels in a small file, without decoding it', async () => {
    const bomb = await blackPng(30_000, 30_000);
    expect(bomb.length).toBeLessThan(200_000);
    const before = process.memoryUsage().rss;
    const answer = await put('avatar', bomb);
    expect(await answer.json()).toMatchObject({ status: 422, code: 'picture_dimensions' });
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
  });

  it('UPL-015: refuses a GIF that claims 65535 x 65535', async () => {
    const header = Buffer.from('47494638396100000000800000000000ffffff2c00000000000000000002024401003b', 'hex');
    header.writeUInt16LE(65_535, 6);
    header.writeUInt16LE(65_535, 8);
    expect((await put('avatar', header, 'Ann', 'image/gif')).status).toBe(422);
  });

  it('UPL-029: serves none of the bytes that came, so a polyglot is harmless', async () => {
    const html = Buffer.from('<script>alert(1)</script><?php echo 1; ?>');
    for (const picture of [await plain(50, 50).png().toBuffer(), await plain(50, 50).jpeg().toBuffer()]) {
      const { avatarUrl } = (await (await put('avatar', Buffer.concat([picture, html]))).json()) as {
        avatarUrl: string;
      };
      const served = await bytesAt(avatarUrl);
      expect(served.includes('script')).toBe(false);
      expect(served.includes('php')).toBe(false);
    }
    const gif = await put(
      'avatar',
      Buffer.concat([Buffer.from('GIF89a/*'), html, Buffer.from('*/')]),
      'Ann',
      'image/gif',
    );
    expect(gif.status).toBe(422);
  });

  it.each([
    ['UPL-030: an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'image/svg+xml'],
    [
      'UPL-030: an SVG with an entity',
      '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
      'image/png',
    ],
    ['UPL-031: HTML that calls itself a JPEG', '<!doctype html><script>alert(1)</script>', 'image/jpeg'],
    ['nothing', '', 'image/png'],
  ])('refuses by its first bytes %s', async (_, text, type) => {
    expect((await put('avatar', Buffer.from(text), 'Ann', type)).status).toBe(415);
  });

  it('UPL-032: drops where a photograph was taken, and stands it upright', async () => {
    const photograph = await plain(400, 200)
      .withExif({ IFD0: { Make: 'Camera', Orientation: '6' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .jpeg()
      .toBuffer();
    expect((await sharp(photograph).metadata()).exif).toBeDefined();
    const { avatarUrl } = (await (await put('avatar', photograph, 'Ann', 'image/jpeg')).json()) as {
      avatarUrl: string;
    };
    const served = await sharp(await bytesAt(avatarUrl)).metadata();
    expect(served.exif).toBeUndefined();
    expect(served.orientation).toBeUndefined();
  });

  it('refuses what is larger than 10 MB, and what is damaged', async () => {
    const large = await put('avatar', Buffer.alloc(10 * 1024 * 1024 + 1));
    expect(await large.json()).toMatchObject({ status: 413, code: 'picture_too_large' });
    const picture = await plain(500, 500).png({ compressionLevel: 0 }).toBuffer();
    const damaged = await put('avatar', picture.subarray(0, picture.length / 2));
    expect(await damaged.json()).toMatchObject({ status: 422, code: 'picture_unreadable' });
  });

  it('are refused before they are read when several are arriving, until they are gone', async () => {
    const { handle } = await test.openChannel(test.person('Pat'));
    const path = `/api/v1/channels/${handle}/avatar`;
    const headers = { cookie: 'session=Pat', origin: site.url, 'content-type': 'image/png' };
    let refused = 0;
    const arriving = Array.from({ length: 6 }, () => {
      const whole = { ...headers, 'content-length': 1_000 };
      const sender = request(`${site.url}${path}`, { method: 'PUT', headers: whole, agent: false });
      sender.on('response', ({ statusCode }) => {
        if (statusCode === 503) refused += 1;
      });
      sender.on('error', () => undefined).write('a part');
      return sender;
    });
    await waitFor('three of six to be sent away', () => refused === 3);
    const body = new Uint8Array(await plain(9, 9).png().toBuffer());
    const put = () => site.as('Pat').fetch(path, { method: 'PUT', headers, body });
    const busy = await put();
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await busy.json()).toMatchObject({ code: 'pictures_busy' });
    for (const sender of arriving) sender.destroy();
    await waitFor('a place', async () => (await put()).status === 200, { everyMs: 300 });
  });

  it('are set by the team only, and found by their exact address only', async () => {
    expect((await put('avatar', await plain(9, 9).png().toBuffer(), 'Zoe')).status).toBe(404);
    for (const path of ['/images/chn_x/avatar-y/64.webp', '/images/..%2f..%2fsecrets/avatar-y/64.webp']) {
      expect((await site.nobody.fetch(path)).status).toBe(404);
    }
    const original = await plain(20, 20).png().toBuffer();
    const { avatarUrl } = (await (await put('avatar', original)).json()) as { avatarUrl: string };
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(hash(await bytesAt(avatarUrl))).not.toBe(hash(original));
    expect((await site.nobody.fetch(pictureAt(avatarUrl, 65))).status).toBe(404);
  });
});

/** One bit a pixel, written row by row, so that the test itself stays small. */
async function blackPng(width: number, height: number): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const row = Buffer.alloc(1 + Math.ceil(width / 8));
  const rows = Readable.from(Array.from({ length: height }, () => row));
  const data = await buffer(rows.pipe(createDeflate({ level: 9 })));
  const chunk = (type: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), body]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(body.length, 0);
    frame.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}
