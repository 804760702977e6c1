export { createMailer, type InspectableMailer, type MailerOptions } from './create-mailer';
export type { Mail, Mailer, SentMail } from './mailer';
