import { answerOf, api } from '../../api/api';

/** As the form holds it; what is empty is not asked for. */
export interface PastQuestion {
  video: string;
  account: string;
  country: string;
  /** RFC 3339; null: now, and all that is known today. */
  at: string | null;
  knownAt: string | null;
}

export const askPast = ({ video, account, country, at, knownAt }: PastQuestion) =>
  answerOf(
    api.GET('/operations/explain', {
      params: {
        query: {
          video: /vid_[0-9A-Za-z]{22}/.exec(video)?.[0] ?? video.trim(),
          country: country.trim().toUpperCase() || 'unknown',
          ...(account.trim() ? { account: account.trim() } : {}),
          ...(at ? { at } : {}),
          ...(knownAt ? { knownAt } : {}),
        },
      },
    }),
  );

export type PastAnswer = Awaited<ReturnType<typeof askPast>>;
