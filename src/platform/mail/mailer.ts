export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** Names the message, so that a retry after a crash can be recognised: becomes the Message-ID. */
  key: string;
}

export interface SentMail extends Mail {
  sentAt: Date;
}

export interface Mailer {
  /** @throws when the mail server did not take it; the caller's job is tried again. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

export interface InspectableMailer extends Mailer {
  /** The last mails that no server took, the newest first; empty where there is a mail server. */
  recent(): Promise<SentMail[]>;
}
