import { mediaFailed, mediaReady } from '../../../src/modules/media/events';
import { uploadCompleted } from '../../../src/modules/uploads/events';
import {
  videoDrafted,
  videoPublished,
  videoRestored,
  videoTrashed,
  videoUnpublished,
} from '../../../src/modules/videos/events';
import { type Consumer, consumer, type EventDefinition } from '../../../src/platform/bus';

const heard: readonly EventDefinition<unknown>[] = [
  videoDrafted,
  videoPublished,
  videoUnpublished,
  videoTrashed,
  videoRestored,
  uploadCompleted,
  mediaReady,
  mediaFailed,
];

export const witnessedTopics: readonly string[] = heard.map(({ topic }) => topic);

const witnessName = (topic: string) => `witness.count-${topic.replace('.', '-')}`;

/** Hears what the product tells and writes a line for each, with nothing that would stop a second one but the inbox. */
export const witnessConsumers: readonly Consumer[] = heard.map((event) =>
  consumer({
    name: witnessName(event.topic),
    on: event,
    concurrency: 2,
    handle: async (tx, _data, { messageId }) => {
      await tx.raw('insert into witness.effects (topic, msg_id) values (?, ?)', [event.topic, messageId]);
    },
  }),
);
