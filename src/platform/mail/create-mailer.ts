import type { Clock } from '../clock';
import type { Secret } from '../config';
import { createFolderMailer } from './folder-mailer';
import type { Mailer, SentMail } from './mailer';
import { createSmtpMailer } from './smtp-mailer';

export interface MailerOptions {
  /** Null: mails reach nobody and lie in `dataDir` to be looked at. */
  smtpUrl: Secret | null;
  /** `Showrunner <hello@example.org>` */
  from: string;
  dataDir: string;
  clock: Clock;
}

export interface InspectableMailer extends Mailer {
  /** The last mails that no server took, the newest first; empty where there is a mail server. */
  recent(): Promise<SentMail[]>;
}

export function createMailer({ smtpUrl, from, dataDir, clock }: MailerOptions): InspectableMailer {
  return smtpUrl ? createSmtpMailer(smtpUrl, from) : createFolderMailer(dataDir, clock);
}
