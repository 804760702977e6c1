import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../../src/platform/config';
import { createMailer } from '../../src/platform/mail';
import { createTestClock } from '../support/clock';

const from = 'Showrunner <hello@example.org>';
const welcome = { to: 'ann@example.net', subject: 'Welcome, Ann', text: 'Come in.\n', key: 'welcome:ann' };

describe('without a mail server', () => {
  let dataDir: string;
  const clock = createTestClock();

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'mail-'));
  });

  afterEach(() => rmSync(dataDir, { recursive: true }));

  const open = () => createMailer({ smtpUrl: null, from, dataDir, clock });

  test('mails can be looked at from another process, the newest first', async () => {
    const mailer = open();
    await mailer.send(welcome);
    clock.advance({ seconds: 1 });
    await mailer.send({ ...welcome, subject: 'Your film is ready', key: 'ready:1' });
    const mails = await open().recent();
    expect(mails.map(({ subject }) => subject)).toEqual(['Your film is ready', 'Welcome, Ann']);
    expect(mails[0]).toMatchObject({ to: 'ann@example.net', sentAt: clock.now() });
  });

  test('nothing was sent yet: nothing to see', async () => {
    expect(await open().recent()).toEqual([]);
  });

  test('the same mail sent again after a crash is one mail', async () => {
    await open().send(welcome);
    await open().send(welcome);
    expect(await open().recent()).toHaveLength(1);
  });

  test('the last hundred are kept, also when two processes write', async () => {
    const [one, two] = [open(), open()];
    for (let i = 0; i < 60; i++) {
      clock.advance({ seconds: 1 });
      await Promise.all([
        one.send({ ...welcome, key: `one:${i}`, subject: `one ${i}` }),
        two.send({ ...welcome, key: `two:${i}`, subject: `two ${i}` }),
      ]);
    }
    const mails = await one.recent();
    expect(mails).toHaveLength(100);
    expect(
      mails
        .slice(0, 2)
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(['one 59', 'two 59']);
  });
});

/** Takes mails as a mail server does, or says no to every recipient, or says nothing at all. */
class Postbox {
  readonly mails: string[] = [];
  readonly recipients: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(private readonly mood: 'willing' | 'refusing' | 'silent') {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async open(): Promise<Secret> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return new Secret(`smtp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    if (this.mood === 'silent') return;
    let [received, inData] = ['', false];
    socket.write('220 postbox\r\n');
    socket.on('data', (chunk) => {
      received += chunk.toString();
      for (let end = received.indexOf('\r\n'); end >= 0; end = received.indexOf('\r\n')) {
        const line = received.slice(0, end);
        received = received.slice(end + 2);
        if (inData && line !== '.') this.mails.push(`${this.mails.pop() ?? ''}${line}\n`);
        else inData = this.#answer(socket, line);
      }
    });
  }

  #answer(socket: Socket, line: string): boolean {
    const word = line.slice(0, 4).toUpperCase();
    if (word === 'RCPT') this.recipients.push(line.slice(8));
    if (word === 'RCPT' && this.mood === 'refusing') socket.write('550 nobody of that name\r\n');
    else if (word === 'DATA') socket.write('354 go on\r\n');
    else socket.write(word === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
    if (word === 'DATA') this.mails.push('');
    return word === 'DATA';
  }
}

describe('with a mail server', () => {
  const clock = createTestClock();
  const boxes: Postbox[] = [];

  const open = async (mood: 'willing' | 'refusing' | 'silent') => {
    const box = new Postbox(mood);
    boxes.push(box);
    return { box, mailer: createMailer({ smtpUrl: await box.open(), from, dataDir: '/nowhere', clock }) };
  };

  afterEach(() => {
    for (const box of boxes.splice(0)) box.close();
  });

  test('a mail arrives with the sender, and a Message-ID that a retry repeats', async () => {
    const { box, mailer } = await open('willing');
    await mailer.send(welcome);
    await mailer.send(welcome);
    await mailer.send({ ...welcome, key: 'welcome:bob' });
    mailer.close();
    expect(box.mails[0]).toContain('From: Showrunner <hello@example.org>');
    expect(box.mails[0]).toContain('To: ann@example.net');
    expect(box.mails[0]).toContain('Come in.');
    const ids = box.mails.map((mail) => /^Message-ID: (<[0-9a-f]{40}@example\.org>)$/m.exec(mail)?.[1]);
    expect(ids[0]).toBeDefined();
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('an address cannot smuggle in another recipient or a header', async () => {
    const { box, mailer } = await open('willing');
    await mailer.send({ ...welcome, to: 'ann@example.net, eve@example.net' }).catch(() => undefined);
    await mailer.send({ ...welcome, subject: 'Hi\r\nBcc: eve@example.net' });
    mailer.close();
    expect(box.recipients.filter((recipient) => recipient.startsWith('<eve'))).toEqual([]);
    expect(box.mails.join('')).not.toMatch(/^Bcc:/m);
  });

  test('a refused mail is an error for the caller', async () => {
    const { mailer } = await open('refusing');
    await expect(mailer.send(welcome)).rejects.toThrow('550');
    mailer.close();
  });

  test('a silent server is given up after seconds', async () => {
    const { mailer } = await open('silent');
    const began = Date.now();
    await expect(mailer.send(welcome)).rejects.toThrow(/greeting/i);
    expect(Date.now() - began).toBeLessThan(6_000);
    mailer.close();
  });
});
