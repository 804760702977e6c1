import type { Mail, Mailer } from '../../src/platform/mail';

export interface RecordingMailer extends Mailer {
  /** In the order sent. */
  readonly sent: readonly Mail[];
  /** The newest mail to an address. @throws when there is none. */
  lastTo(address: string): Mail;
  /** Makes the next `count` sends fail, as a mail server that is away does. */
  failNext(count: number): void;
}

export function createRecordingMailer(): RecordingMailer {
  const sent: Mail[] = [];
  let failures = 0;
  return {
    sent,
    send: async (mail) => {
      if (failures > 0) {
        failures--;
        throw new Error('The mail server is away');
      }
      sent.push(mail);
    },
    lastTo: (address) => {
      const mail = sent.findLast(({ to }) => to === address);
      if (!mail) throw new Error(`No mail went to ${address}; mails went to: ${sent.map(({ to }) => to).join(', ')}`);
      return mail;
    },
    failNext: (count) => {
      failures = count;
    },
    close: () => undefined,
  };
}
