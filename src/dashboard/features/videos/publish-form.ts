import type { PublishVideoBody, VideoTeamView } from '../../../modules/videos/contract';
import { fromLocalInput, toLocalInput } from '../../../ui/local-date-time';
import type { MessageKey } from '../../messages/translate';

export interface PublishForm {
  visibility: PublishVideoBody['visibility'];
  /** A new one; empty keeps the one in force. */
  password: string;
  /** Whether one is in force. */
  hasPassword: boolean;
  later: boolean;
  /** As `<input type="datetime-local">` holds it. */
  startsAt: string;
  ends: boolean;
  endsAt: string;
}

export type PublishFault = Extract<
  MessageKey,
  `publish.${'startMissing' | 'endMissing' | 'endBeforeStart' | 'endInPast' | 'passwordMissing' | 'passwordShort'}`
>;

export type PublishReading =
  | { kind: 'body'; body: PublishVideoBody }
  | { kind: 'fault'; field: 'startsAt' | 'endsAt' | 'password'; fault: PublishFault };

export function publishFormOf({ publication }: VideoTeamView): PublishForm {
  return {
    visibility: publication?.visibility ?? 'public',
    password: '',
    hasPassword: publication?.visibility === 'password',
    later: Boolean(publication?.startsAt),
    startsAt: toLocalInput(publication?.startsAt ?? null),
    ends: Boolean(publication?.endsAt),
    endsAt: toLocalInput(publication?.endsAt ?? null),
  };
}

/** The form as the API takes it, or the first thing that is wrong with it. */
export function readPublishForm(form: PublishForm, now: Date): PublishReading {
  if (form.visibility === 'private') {
    return { kind: 'body', body: { visibility: 'private', startsAt: null, endsAt: null } };
  }
  const passwordFault = faultOf(form);
  if (passwordFault) return { kind: 'fault', field: 'password', fault: passwordFault };
  const startsAt = form.later ? fromLocalInput(form.startsAt) : null;
  const endsAt = form.ends ? fromLocalInput(form.endsAt) : null;
  if (form.later && !startsAt) return { kind: 'fault', field: 'startsAt', fault: 'publish.startMissing' };
  if (form.ends && !endsAt) return { kind: 'fault', field: 'endsAt', fault: 'publish.endMissing' };
  if (endsAt && new Date(endsAt) <= now) return { kind: 'fault', field: 'endsAt', fault: 'publish.endInPast' };
  if (startsAt && endsAt && startsAt >= endsAt) {
    return { kind: 'fault', field: 'endsAt', fault: 'publish.endBeforeStart' };
  }
  const password = form.visibility === 'password' && form.password ? { password: form.password } : {};
  return { kind: 'body', body: { visibility: form.visibility, startsAt, endsAt, ...password } };
}

const shortestPassword = 4;

function faultOf({ visibility, password, hasPassword }: PublishForm): PublishFault | null {
  if (visibility !== 'password') return null;
  if (password === '') return hasPassword ? null : 'publish.passwordMissing';
  return password.length < shortestPassword ? 'publish.passwordShort' : null;
}
