import {
  type PlaybackDecision,
  type PlaybackFacts,
  placesOf,
  type Refusal,
  type RightsWindow,
  rightsAt,
  rightsReasons,
  type ViewerCountry,
} from '../../access';
import type { ExplainedDecision, ExplainedRefusal, MatrixAnswer } from '../contract-explain';
import { inWords } from '../contract-words';
import { allowedDetails, teamDetailOf } from './words';

export interface Question {
  facts: PlaybackFacts;
  country: ViewerCountry;
  at: Date;
}

/** A decision in words for the team, without when it changes. */
export function answerOf(decision: PlaybackDecision, question: Question): MatrixAnswer {
  if (decision.decision === 'allowed') {
    return { decision: 'allowed', why: decision.why, detail: allowedDetails[decision.why] };
  }
  const refusals = decision.refusals.map((refusal) => explainedRefusalOf(refusal, question));
  return { decision: 'refused', refusals, existencePublic: decision.existencePublic };
}

export function explainedDecisionOf(decision: PlaybackDecision, question: Question): ExplainedDecision {
  return { ...answerOf(decision, question), until: decision.until?.toISOString() ?? null };
}

function explainedRefusalOf(refusal: Refusal, question: Question): ExplainedRefusal {
  const { reason, detail, remedies } = inWords(refusal);
  const { level = null } = refusal;
  return {
    ...{ reason, detail, remedies, level },
    teamDetail: teamDetailOf(refusal, question.facts),
    windows: windowsBehind(refusal, question).map(({ effect, from, until, reason: name }) => ({
      ...{ level: level ?? 'video', effect, reason: name },
      ...{ from: from?.toISOString() ?? null, until: until?.toISOString() ?? null },
    })),
  };
}

const noWindows: PlaybackFacts['rights'] = { channel: [], video: [], broadcast: [] };

/** Those that block; or else those that let in here at another time; or else those that let in elsewhere. */
function windowsBehind({ level, reason }: Refusal, { facts, country, at }: Question): readonly RightsWindow[] {
  if (!level) return [];
  const places = placesOf(facts, country);
  const alone = (window: RightsWindow) => {
    const only = { ...noWindows, [level]: [window] };
    return places.flatMap((place) => rightsAt(only, place).flatMap((here) => rightsReasons(here, at)))[0];
  };
  const windows = facts.rights[level];
  if (reason === 'blocked_here' || reason === 'country_unknown') {
    return windows.filter((window) => alone(window) === reason);
  }
  const allows = windows.filter(({ effect }) => effect === 'allow');
  const here = allows.filter((window) => ['rights_over', 'rights_not_yet'].includes(alone(window) ?? ''));
  return here.length > 0 ? here : allows;
}
