import { problemOf } from '../../platform/http';
import type { Logger } from '../../platform/observability';
import { messages } from '../messages';
import { noticeHead } from './heads';
import { Notice } from './notice-page';
import type { PageCall } from './page-call';
import type { Page } from './page-reply';

/** What a person sees when a page could not be made; the cause goes to the log. */
export function problemPage(error: unknown, { req }: PageCall, logger: Logger): Page {
  const { status } = problemOf(error);
  if (status < 500) {
    const { title, text } = messages.notFound;
    const action = { href: '/', label: messages.goHome };
    return { status: 404, head: noticeHead(title), content: <Notice title={title} text={text} action={action} /> };
  }
  logger.error({ error }, 'A page could not be made');
  const { title, text } = status === 503 ? messages.away : messages.broken;
  const action = { href: req.originalUrl, label: messages.tryAgain };
  return { status, head: noticeHead(title), content: <Notice title={title} text={text} action={action} /> };
}
