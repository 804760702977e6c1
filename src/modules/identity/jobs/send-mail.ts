import { z } from 'zod';
import { type Consumer, consumer, type Delivery, defineJob } from '../../../platform/bus';
import { newId } from '../../../platform/ids';
import type { Mailer } from '../../../platform/mail';
import { keepLink, type LinkPurpose } from '../mail-link-store';
import { type MailText, mailTexts } from '../messages';
import type { IdentityParts } from '../parts';
import { type Account, accountsByIds, findAccountByEmail } from '../store';

const order = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('verify-email'), accountId: z.uuid() }),
  z.object({ kind: z.literal('password-changed'), accountId: z.uuid() }),
  z.object({ kind: z.literal('reset-password'), email: z.string() }),
  z.object({ kind: z.literal('email-taken'), email: z.string() }),
]);
type Order = z.infer<typeof order>;

/** Carries no secret: the link is made where it is mailed. */
export const sendMail = defineJob({ name: 'identity.send-mail', schema: order, concurrency: 2 });

const hourMs = 3_600_000;
const linkLastsMs: Record<LinkPurpose, number> = { 'reset-password': hourMs, 'verify-email': 72 * hourMs };

export function sendMailConsumer(parts: IdentityParts, mailer: Mailer): Consumer {
  return consumer<Order>({
    name: 'identity.send-mail',
    on: sendMail,
    perform: async (job, delivery) => {
      const account = await addressee(parts, job);
      const mail = account && (await textOf(parts, job, account, delivery));
      if (account && mail) await mailer.send({ to: account.email, ...mail, key: delivery.messageId });
    },
  });
}

async function addressee({ db }: IdentityParts, job: Order): Promise<Account | null> {
  if ('email' in job) return findAccountByEmail(db.reader, job.email);
  const [account] = await accountsByIds(db.reader, [job.accountId]);
  return account ?? null;
}

async function textOf(
  parts: IdentityParts,
  { kind }: Order,
  account: Account,
  delivery: Delivery,
): Promise<MailText | null> {
  const page = (path: string) => `${parts.publicUrl}/studio/${path}`;
  switch (kind) {
    case 'verify-email': {
      if (account.emailVerified) return null;
      const token = await makeLink(parts, kind, account, delivery);
      return token === null ? null : mailTexts.verifyEmail(page(`verify?token=${token}`));
    }
    case 'reset-password': {
      const token = await makeLink(parts, kind, account, delivery);
      return token === null ? null : mailTexts.resetPassword(page(`reset?token=${token}`));
    }
    case 'password-changed':
      return mailTexts.passwordChanged(page('reset'));
    case 'email-taken':
      return mailTexts.emailTaken(page('sign-in'), page('reset'));
  }
}

/** A delivery that is repeated makes the same link again; null when that was used meanwhile. */
async function makeLink(
  { db, clock, digest }: IdentityParts,
  purpose: LinkPurpose,
  { id: accountId, email }: Account,
  { messageId }: Delivery,
): Promise<string | null> {
  const token = digest.derive('mail-link', messageId);
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + linkLastsMs[purpose]);
  const tokenHash = digest.hash('mail-link', token);
  const link = { id: newId(now.getTime()), accountId, purpose, email, tokenHash, now, expiresAt };
  return (await db.transaction((tx) => keepLink(tx, link))) ? token : null;
}
