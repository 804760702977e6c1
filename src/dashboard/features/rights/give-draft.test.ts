import { describe, expect, it } from '@jest/globals';
import { grantBody } from '../../../modules/rights/contract';
import { freshDraft, readGiveDraft } from './give-draft';

const draft = { ...freshDraft, email: ' guest@example.com ' };
const [early, late] = ['2026-06-01T00:00:00.000Z', '2026-06-02T00:00:00.000Z'];

describe('readGiveDraft', () => {
  it('makes what the server takes', () => {
    const drafts = [
      draft,
      { ...draft, kind: 'tier' as const, tierId: 'tir_1', source: 'gift' as const },
      { ...draft, kind: 'video' as const, videoId: 'vid_1', from: early, until: late, note: ' Press ' },
    ];
    for (const each of drafts) {
      const reading = readGiveDraft(each);
      expect(reading.kind).toBe('body');
      if (reading.kind === 'body') expect(grantBody.parse(reading.body)).toEqual(reading.body);
    }
  });

  it.each([
    [{ ...draft, email: 'guest' }, 'email'],
    [{ ...draft, kind: 'tier' as const }, 'tier'],
    [{ ...draft, kind: 'video' as const }, 'video'],
    [{ ...draft, from: late, until: early }, 'until'],
  ])('says which field is wrong: %#', (wrong, field) => {
    expect(readGiveDraft(wrong)).toMatchObject({ kind: 'fault', field, fault: `people.fault.${field}` });
  });
});
