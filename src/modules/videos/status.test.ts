import { newId } from '../../platform/ids';
import { generationNewsCounts, type SourceStory, statusOf, uploadNewsCounts } from './status';

const [firstId, secondId] = [newId(1_000), newId(2_000)];
const untold: SourceStory = {
  uploadId: null,
  uploadState: null,
  generationId: null,
  generationUploadId: null,
  generationState: null,
  playableSince: null,
};
const uploaded: SourceStory = { ...untold, uploadId: firstId, uploadState: 'completed' };
const made = { generationId: newId(3_000), generationUploadId: firstId, playableSince: new Date(0) };

describe('statusOf', () => {
  test.each<[string, SourceStory]>([
    ['draft', untold],
    ['uploading', { ...untold, uploadId: firstId, uploadState: 'started' }],
    ['draft', { ...untold, uploadId: firstId, uploadState: 'cancelled' }],
    ['failed', { ...untold, uploadId: firstId, uploadState: 'abandoned' }],
    ['processing', uploaded],
    ['ready', { ...uploaded, ...made, generationState: 'playable' }],
    ['ready', { ...uploaded, ...made, generationState: 'ready' }],
    ['failed', { ...uploaded, ...made, generationState: 'failed', playableSince: null }],
  ])('is %s', (status, story) => {
    expect(statusOf(story)).toBe(status);
  });

  test('follows a replacement, and falls back to the old film when that fails', () => {
    const whole: SourceStory = { ...uploaded, ...made, generationState: 'ready' };
    expect(statusOf({ ...whole, uploadId: secondId, uploadState: 'started' })).toBe('uploading');
    expect(statusOf({ ...whole, uploadId: secondId, uploadState: 'completed' })).toBe('processing');
    expect(statusOf({ ...whole, uploadId: secondId, uploadState: 'abandoned' })).toBe('ready');
    const answered = { ...whole, uploadId: secondId, uploadState: 'completed', generationUploadId: secondId } as const;
    expect(statusOf({ ...answered, generationState: 'failed' })).toBe('ready');
  });

  test('is ready for a recording, which no upload brought', () => {
    expect(statusOf({ ...untold, ...made, generationUploadId: null, generationState: 'playable' })).toBe('ready');
  });
});

describe('news', () => {
  test('of an older upload, or of one step twice, does not count', () => {
    const story: SourceStory = { ...untold, uploadId: secondId, uploadState: 'completed' };
    expect(uploadNewsCounts(story, firstId, 'abandoned')).toBe(false);
    expect(uploadNewsCounts(story, secondId, 'started')).toBe(false);
    expect(uploadNewsCounts(story, secondId, 'completed')).toBe(false);
    expect(uploadNewsCounts(story, newId(3_000), 'started')).toBe(true);
    expect(uploadNewsCounts(untold, firstId, 'completed')).toBe(true);
  });

  test('that a generation plays does not undo that it is ready', () => {
    const story: SourceStory = { ...uploaded, ...made, generationState: 'ready' };
    expect(generationNewsCounts(story, made.generationId, 'playable')).toBe(false);
    expect(generationNewsCounts(story, made.generationId, 'failed')).toBe(false);
    expect(generationNewsCounts(story, firstId, 'failed')).toBe(false);
    expect(generationNewsCounts(story, newId(4_000), 'playable')).toBe(true);
  });

  test('that a failed generation was made after all counts', () => {
    const story: SourceStory = { ...uploaded, ...made, generationState: 'failed' };
    expect(generationNewsCounts(story, made.generationId, 'ready')).toBe(true);
  });
});
