/** What a creator writes about a video. */
export interface VideoWords {
  title: string;
  description: string;
  tags: readonly string[];
}

export type Merge = { kind: 'clean'; words: VideoWords } | { kind: 'conflict' };

const fields = ['title', 'description', 'tags'] as const;

export function wordsOf({ title, description, tags }: VideoWords): VideoWords {
  return { title, description, tags };
}

/** Only what differs. */
export function changedWords(base: VideoWords, mine: VideoWords): Partial<VideoWords> {
  return Object.fromEntries(
    fields.filter((field) => !same(base[field], mine[field])).map((field) => [field, mine[field]]),
  );
}

export function sameWords(one: VideoWords, other: VideoWords): boolean {
  return fields.every((field) => same(one[field], other[field]));
}

/** Three-way: what only one side changed is taken from that side; what both changed differently is a conflict. */
export function mergeWords(base: VideoWords, mine: VideoWords, theirs: VideoWords): Merge {
  const clash = fields.some(
    (field) =>
      !same(base[field], mine[field]) && !same(base[field], theirs[field]) && !same(mine[field], theirs[field]),
  );
  return clash ? { kind: 'conflict' } : { kind: 'clean', words: { ...theirs, ...changedWords(base, mine) } };
}

function same(one: string | readonly string[], other: string | readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
