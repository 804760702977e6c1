import type { Viewer } from '../../modules/playback';
import { problemOf, type RawRoute, type ReplyControls, type Route, rawRoute } from '../../platform/http';
import { messages } from '../messages';
import { readForm } from './form';
import type { Answer, PageCall } from './page-call';
import { type Site, sendNotice } from './page-reply';
import { videoId } from './watch-routes';

/** A password given for a video. */
export interface GivenPassword {
  viewer: Viewer;
  videoPublicId: string;
  password: string;
  ip: string;
}

export interface UnlockDependencies {
  /**
   * Lets this browser in by a cookie.
   * @throws AppError `password_wrong` (forbidden), `video_not_found`, or one of kind `rate_limited`.
   */
  unlock(given: GivenPassword, reply: Pick<ReplyControls, 'setCookie'>): Promise<void>;
  /** Remembers that this account says it is at least so old. */
  confirmAge(accountId: string, years: number): Promise<void>;
}

/** What the forms of a refused page send; each leads back to that page. */
export function unlockRoutes(
  { unlock, confirmAge }: UnlockDependencies,
  guarded: (answer: Answer) => RawRoute['handle'],
  site: Site,
): Route[] {
  const form = (path: string, answer: Answer) =>
    rawRoute({
      method: 'post',
      path,
      root: true,
      action: 'playback.start',
      // A form is no JSON; whose page it stood on is still asked.
      anyContentType: true,
      handle: guarded(async (call) => {
        if (!videoId.test(String(call.req.params.id))) return sendNotice(call, site, messages.videoNotFound);
        await answer(call);
      }),
    });
  return [
    form('/watch/:id/unlock', async (call) => {
      const password = (await readForm(call.req)).get('password') ?? '';
      try {
        const { request, reply, viewer } = call;
        await unlock({ viewer, videoPublicId: idOf(call), password, ip: request.ip }, reply);
        backTo(call);
      } catch (error) {
        const { code, status } = problemOf(error);
        if (status === 429) return sendNotice(call, site, messages.tooManyTries, { status, action: actionOf(call) });
        if (code !== 'password_wrong') throw error;
        backTo(call, '?password=wrong');
      }
    }),
    form('/watch/:id/age', async (call) => {
      const { actor } = call;
      const years = Number((await readForm(call.req)).get('atLeast'));
      if (actor.kind === 'anonymous') return seeOther(call, `/studio/sign-in?watch=${idOf(call)}`);
      // A person says how old they are; a program that reads for them does not.
      if (!actor.token && Number.isInteger(years) && years >= 1 && years <= 21) {
        await confirmAge(actor.accountId, years);
      }
      backTo(call);
    }),
  ];
}

function idOf({ req }: PageCall): string {
  return String(req.params.id);
}

function actionOf(call: PageCall) {
  return { href: `/watch/${idOf(call)}`, label: messages.tryAgain };
}

function backTo(call: PageCall, query = ''): void {
  seeOther(call, `/watch/${idOf(call)}${query}`);
}

function seeOther({ res }: PageCall, path: string): void {
  res.setHeader('Cache-Control', 'no-store');
  res.redirect(303, path);
}
