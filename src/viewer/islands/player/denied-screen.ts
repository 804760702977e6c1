import type { RefusalView } from '../../../modules/playback/contract';
import { endedWords, waitWords } from '../../../modules/playback/contract-words';
import { localDay, localMinute } from '../local-times';
import { messages } from '../messages';
import type { Action, Screen } from './screens';
import type { Start } from './session-api';

export interface Again {
  videoId: string;
  /** Asks once more. */
  again(): void;
  /** Asks to go on here instead of on another device. */
  takeOver(): void;
}

/** What a viewer sees when the answer is no. */
export function screenFor(answer: Exclude<Start, { kind: 'allowed' }>, ways: Again): Screen {
  const actions = [{ label: messages.tryAgain, take: ways.again }];
  switch (answer.kind) {
    case 'refused':
      return refusalScreen(answer.refusals, ways);
    case 'gone':
      return messages.gone;
    case 'offline':
      return { ...messages.offline, actions };
    case 'busy':
      return { ...messages.busy, actions };
  }
}

// The first reason speaks, the others are named; whatever needs more than a press is done on the video's page.
function refusalScreen(refusals: readonly RefusalView[], ways: Again): Screen {
  const [first, ...others] = refusals;
  if (!first) return messages.gone;
  const opens = refusals.flatMap(({ remedies }) =>
    remedies.flatMap((one) => (one.kind === 'wait_until' ? one.at : [])),
  );
  const until = opens.length > 0 ? new Date(opens.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? '') : undefined;
  return {
    title: first.title,
    text: first.detail,
    more: [
      ...dated(first),
      ...(others.length > 0 ? [`${messages.also} ${others.map(({ title }) => title).join(' · ')}`] : []),
    ],
    ...(until ? { until, arrived: ways.again } : {}),
    actions: actionsOf(refusals, ways),
  };
}

function dated({ devices = [], endedAt, reason, remedies }: RefusalView): string[] {
  return [
    ...devices.map(({ device, title }) => (title ? `${device}: ${title}` : device)),
    ...(endedAt ? [`${endedWords(reason)} ${localDay(endedAt)}.`] : []),
    ...remedies.flatMap((remedy) =>
      remedy.kind === 'wait_until' ? [`${waitWords(reason)} ${localMinute(remedy.at)}.`] : [],
    ),
  ];
}

function actionsOf(refusals: readonly RefusalView[], { again, takeOver, videoId }: Again): Action[] {
  const kinds = new Set(refusals.flatMap(({ remedies }) => remedies.map(({ kind }) => kind)));
  const onThePage = ['sign_in', 'subscribe', 'buy', 'buy_ticket', 'enter_password', 'confirm_age'] as const;
  return [
    ...(kinds.has('take_over') ? [{ label: messages.takeOver, take: takeOver }] : []),
    ...(onThePage.some((kind) => kinds.has(kind)) ? [{ label: messages.waysIn, href: `/watch/${videoId}` }] : []),
    ...(kinds.has('wait') || kinds.has('wait_until') ? [{ label: messages.tryAgain, take: again }] : []),
  ];
}
