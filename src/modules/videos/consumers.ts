import { type Consumer, consumer } from '../../platform/bus';
import { mediaFailed, mediaPlayable, mediaPosterMade, mediaReady } from '../media/events';
import { uploadAbandoned, uploadCompleted, uploadStarted, uploadTerminated } from '../uploads/events';
import type { SourceNews } from './source-news';

export function videoConsumers(videos: SourceNews): Consumer[] {
  return [...uploadConsumers(videos), ...mediaConsumers(videos)];
}

function uploadConsumers(videos: SourceNews): Consumer[] {
  return [
    consumer({
      name: 'videos.note-upload-started',
      on: uploadStarted,
      handle: (tx, { videoId, uploadId }) => videos.noteUpload(tx, videoId, uploadId, 'started'),
    }),
    consumer({
      name: 'videos.note-upload-completed',
      on: uploadCompleted,
      handle: (tx, { videoId, uploadId }) => videos.noteUpload(tx, videoId, uploadId, 'completed'),
    }),
    consumer({
      name: 'videos.note-upload-terminated',
      on: uploadTerminated,
      handle: (tx, { videoId, uploadId }) => videos.noteUpload(tx, videoId, uploadId, 'cancelled'),
    }),
    consumer({
      name: 'videos.note-upload-abandoned',
      on: uploadAbandoned,
      handle: (tx, { videoId, uploadId }) => videos.noteUpload(tx, videoId, uploadId, 'abandoned'),
    }),
  ];
}

function mediaConsumers(videos: SourceNews): Consumer[] {
  return [
    consumer({
      name: 'videos.note-media-playable',
      on: mediaPlayable,
      handle: (tx, { durationMs, ...of }) => videos.notePlayable(tx, of, durationMs),
    }),
    consumer({
      name: 'videos.note-media-ready',
      on: mediaReady,
      handle: (tx, { durationMs, ...of }) => videos.noteReady(tx, of, durationMs),
    }),
    consumer({
      name: 'videos.note-media-failed',
      on: mediaFailed,
      handle: (tx, { code, message, stillPlayable, ...of }) =>
        videos.noteFailed(tx, of, { code, message }, stillPlayable),
    }),
    consumer({
      name: 'videos.note-poster',
      on: mediaPosterMade,
      handle: (tx, { posterUrl, ...of }) => videos.notePoster(tx, of, posterUrl),
    }),
  ];
}
