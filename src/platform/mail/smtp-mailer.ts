import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Secret } from '../config';
import type { InspectableMailer } from './mailer';

const timeouts = { connectionTimeout: 3_000, greetingTimeout: 3_000, socketTimeout: 10_000, dnsTimeout: 3_000 };

export function createSmtpMailer(url: Secret, from: string): InspectableMailer {
  const transport = createTransport(
    { url: url.reveal(), ...timeouts, disableFileAccess: true, disableUrlAccess: true },
    { from },
  );
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';
  return {
    send: async ({ to, subject, text, key }) => {
      await transport.sendMail({
        // As an object it is one address, whatever commas it holds.
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${domain}>`,
      });
    },
    recent: async () => [],
    close: () => transport.close(),
  };
}
