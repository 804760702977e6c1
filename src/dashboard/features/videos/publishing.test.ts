import { describe, expect, it } from '@jest/globals';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { readLibraryFilters } from './library-filters';
import { publicationState } from './publication-state';
import { type PublishForm, readPublishForm } from './publish-form';

const now = new Date('2026-05-03T12:00:00Z');
const form: PublishForm = {
  visibility: 'public',
  password: '',
  hasPassword: false,
  later: false,
  startsAt: '',
  ends: false,
  endsAt: '',
};

describe('the publish form', () => {
  it('publishes at once and without end unless told otherwise', () => {
    const body = { visibility: 'public', startsAt: null, endsAt: null };
    expect(readPublishForm(form, now)).toEqual({ kind: 'body', body });
    const hidden = { ...form, later: false, startsAt: '2026-06-01T10:00', endsAt: '2020-01-01T00:00' };
    expect(readPublishForm(hidden, now)).toEqual({ kind: 'body', body });
  });
  it('asks for what is missing or impossible, at its field', () => {
    const late = { ...form, later: true, ends: true };
    expect(readPublishForm(late, now)).toMatchObject({ field: 'startsAt', fault: 'publish.startMissing' });
    const started = { ...late, startsAt: '2026-06-01T10:00' };
    expect(readPublishForm(started, now)).toMatchObject({ field: 'endsAt', fault: 'publish.endMissing' });
    expect(readPublishForm({ ...started, endsAt: '2026-05-20T10:00' }, now)).toMatchObject({
      fault: 'publish.endBeforeStart',
    });
    expect(readPublishForm({ ...form, ends: true, endsAt: '2026-05-01T10:00' }, now)).toMatchObject({
      fault: 'publish.endInPast',
    });
  });
  it('wants a password where none is in force, and sends only a new one', () => {
    const locked = { ...form, visibility: 'password' as const };
    expect(readPublishForm(locked, now)).toMatchObject({ field: 'password', fault: 'publish.passwordMissing' });
    expect(readPublishForm({ ...locked, password: 'abc' }, now)).toMatchObject({ fault: 'publish.passwordShort' });
    const body = { visibility: 'password', startsAt: null, endsAt: null };
    expect(readPublishForm({ ...locked, password: 'lantern' }, now)).toEqual({
      kind: 'body',
      body: { ...body, password: 'lantern' },
    });
    expect(readPublishForm({ ...locked, hasPassword: true }, now)).toEqual({ kind: 'body', body });
    expect(readPublishForm({ ...form, password: 'left over' }, now)).toEqual({
      kind: 'body',
      body: { ...body, visibility: 'public' },
    });
  });
  it('gives a private video no window', () => {
    const reading = readPublishForm({ ...form, visibility: 'private', later: true, ends: true }, now);
    expect(reading).toEqual({ kind: 'body', body: { visibility: 'private', startsAt: null, endsAt: null } });
  });
});

describe('publicationState', () => {
  const state = (publication: Partial<VideoTeamView['publication']> | null, playable = true, status = 'ready') => {
    const whole = publication && {
      visibility: 'public',
      startsAt: null,
      endsAt: null,
      publishedAt: now.toISOString(),
      ...publication,
    };
    return publicationState({ publication: whole, playable, status } as VideoTeamView, now).kind;
  };
  it('says what holds at this moment', () => {
    expect(state(null)).toBe('none');
    expect(state({})).toBe('open');
    expect(state({}, false, 'processing')).toBe('waiting');
    expect(state({}, false, 'failed')).toBe('unusable');
    expect(state({}, true, 'failed')).toBe('open');
    expect(state({ visibility: 'private' })).toBe('private');
    expect(state({ startsAt: '2026-05-03T12:00:01Z' })).toBe('scheduled');
    expect(state({ startsAt: '2026-05-03T12:00:00Z' })).toBe('open');
    expect(state({ endsAt: '2026-05-03T12:00:00Z' })).toBe('ended');
  });
});

describe('readLibraryFilters', () => {
  it('keeps what it understands and drops the rest of an address', () => {
    expect(readLibraryFilters({ q: 'sea', status: 'ready', sort: 'title' })).toEqual({
      q: 'sea',
      status: 'ready',
      sort: 'title',
    });
    expect(readLibraryFilters({ q: '', status: 'odd', sort: 'newest', x: 1 })).toEqual({});
  });
});
