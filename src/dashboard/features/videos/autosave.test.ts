import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Autosave, type SavedWords } from './autosave';
import { mergeWords, type VideoWords } from './video-words';

const first: VideoWords = { title: 'Tide', description: '', tags: [] };
const conflict = new Error('conflict');

let server: SavedWords;
let requests: Partial<VideoWords>[];
let failure: Error | null;
let autosave: Autosave;

beforeEach(() => {
  jest.useFakeTimers();
  server = { words: first, version: 1 };
  [requests, failure] = [[], null];
  autosave = new Autosave(server, {
    save: async (changes, version) => {
      requests.push(changes);
      if (failure) throw failure;
      if (version !== server.version) throw conflict;
      server = { words: { ...server.words, ...changes }, version: version + 1 };
      return server;
    },
    load: async () => server,
    isConflict: (error) => error === conflict,
    restMs: 700,
  });
});
afterEach(() => {
  jest.useRealTimers();
});

const rest = () => jest.advanceTimersByTimeAsync(700);
const status = () => autosave.snapshot().status;
const somebodyElse = (changes: Partial<VideoWords>): void => {
  server = { words: { ...server.words, ...changes }, version: server.version + 1 };
};

describe('Autosave', () => {
  it('saves once typing rests, and only what changed', async () => {
    autosave.edit({ title: 'Tid' });
    autosave.edit({ title: 'Tides' });
    expect(status()).toBe('unsaved');
    await rest();
    expect(requests).toEqual([{ title: 'Tides' }]);
    expect(status()).toBe('saved');
  });

  it('saves what is typed while a save is under way', async () => {
    autosave.edit({ title: 'Tides' });
    const saving = autosave.flush();
    autosave.edit({ title: 'Tides of March' });
    await saving;
    expect(requests).toEqual([{ title: 'Tides' }, { title: 'Tides of March' }]);
    expect(server.words.title).toBe('Tides of March');
    expect(status()).toBe('saved');
  });

  it('keeps the words when saving fails, and sends them with the next change', async () => {
    failure = new Error('offline');
    autosave.edit({ description: 'Long work' });
    await rest();
    expect(autosave.snapshot()).toMatchObject({ status: 'failed', words: { description: 'Long work' } });
    failure = null;
    autosave.edit({ title: 'Tides' });
    await rest();
    expect(server.words).toMatchObject({ title: 'Tides', description: 'Long work' });
  });

  it('takes what somebody else changed elsewhere, without asking', async () => {
    somebodyElse({ tags: ['sea'] });
    autosave.edit({ title: 'Tides' });
    await rest();
    expect(server.words).toEqual({ title: 'Tides', description: '', tags: ['sea'] });
    expect(autosave.snapshot()).toMatchObject({ status: 'saved', words: { tags: ['sea'] } });
  });

  it('overwrites nobody: the same words changed on both sides are a question', async () => {
    somebodyElse({ title: 'Ebb' });
    autosave.edit({ title: 'Flood' });
    await rest();
    expect(status()).toBe('conflict');
    expect(server.words.title).toBe('Ebb');
    await autosave.keepMine();
    expect(server.words.title).toBe('Flood');
    expect(status()).toBe('saved');
  });

  it('gives way when asked to', async () => {
    somebodyElse({ title: 'Ebb' });
    autosave.edit({ title: 'Flood' });
    await rest();
    autosave.takeTheirs();
    expect(autosave.snapshot()).toMatchObject({ status: 'saved', words: { title: 'Ebb' } });
  });

  it('shows news from the server unless something here is not saved', () => {
    autosave.receive({ words: { ...first, title: 'Ebb' }, version: 2 });
    expect(autosave.snapshot().words.title).toBe('Ebb');
    autosave.edit({ title: 'Flood' });
    autosave.receive({ words: { ...first, title: 'Spring' }, version: 3 });
    expect(autosave.snapshot().words.title).toBe('Flood');
  });
});

describe('mergeWords', () => {
  it('finds no conflict where both sides wrote the same', () => {
    const both = { ...first, title: 'Ebb' };
    expect(mergeWords(first, both, { ...both, description: 'x' })).toEqual({
      kind: 'clean',
      words: { ...both, description: 'x' },
    });
  });
});
