import type { Clock } from '../clock';
import type { Secret } from '../config';
import { createFolderMailer } from './folder-mailer';
import type { InspectableMailer } from './mailer';
import { createSmtpMailer } from './smtp-mailer';

export interface MailerOptions {
  /** Null: mails reach nobody and lie in `dataDir` to be looked at. */
  smtpUrl: Secret | null;
  /** `Showrunner <hello@example.org>` */
  from: string;
  dataDir: string;
  clock: Clock;
}

export function createMailer({ smtpUrl, from, dataDir, clock }: MailerOptions): InspectableMailer {
  return smtpUrl ? createSmtpMailer(smtpUrl, from) : createFolderMailer(dataDir, clock);
}
