import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface MailSink {
  url: string;
  /** How many mails came for an address. */
  received(address: string): number;
  stop(): Promise<void>;
}

/** A mail server that takes everything and delivers nothing. */
export async function startMailSink(): Promise<MailSink> {
  const recipients: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    converse(socket, (recipient) => recipients.push(recipient));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://mailer:${randomBytes(12).toString('hex')}@127.0.0.1:${port}`,
    received: (address) => recipients.filter((each) => each === address).length,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function converse(socket: Socket, accept: (recipient: string) => void): void {
  let pending = '';
  let inBody = false;
  let recipient = '';
  socket.write('220 sink\r\n');
  socket.on('data', (data) => {
    const lines = (pending + data.toString()).split('\r\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      if (inBody && line !== '.') continue;
      if (inBody) accept(recipient);
      recipient = /^RCPT TO:<(.*)>/i.exec(line)?.[1] ?? recipient;
      inBody = /^DATA$/i.test(line);
      socket.write(replyTo(line));
      if (/^QUIT$/i.test(line)) socket.end();
    }
  });
}

function replyTo(line: string): string {
  if (/^EHLO/i.test(line)) return '250-sink\r\n250 AUTH PLAIN\r\n';
  if (/^AUTH/i.test(line)) return '235 welcome\r\n';
  return /^DATA$/i.test(line) ? '354 go on\r\n' : '250 fine\r\n';
}
