export { createMailer, type MailerOptions } from './create-mailer';
export type { InspectableMailer, Mail, Mailer, SentMail } from './mailer';
