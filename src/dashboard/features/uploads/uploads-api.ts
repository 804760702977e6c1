import { queryOptions } from '@tanstack/react-query';
import type { UnfinishedUploadView } from '../../../modules/uploads/contract';
import { answerOf, api, idempotencyKey } from '../../api/api';
import { titleFromFileName } from './title-from-file-name';
import type { UnfinishedUpload } from './upload-queue';

export const tusEndpoint = '/api/v1/uploads';

export async function createDraft(handle: string, title: string, key: string): Promise<{ videoId: string }> {
  const video = await answerOf(
    api.POST('/channels/{handle}/videos', {
      params: { path: { handle } },
      body: { title },
      headers: idempotencyKey(key),
    }),
  );
  return { videoId: video.id };
}

export const trashDraft = (id: string): Promise<unknown> =>
  answerOf(api.DELETE('/videos/{id}', { params: { path: { id } } }));

/** What earlier visits, or other windows, began and did not finish. */
export const unfinishedQuery = (handle: string) =>
  queryOptions({
    queryKey: ['unfinished', handle],
    staleTime: 0,
    queryFn: async (): Promise<UnfinishedUpload[]> => {
      const { items } = await answerOf(api.GET('/channels/{handle}/uploads', { params: { path: { handle } } }));
      return Promise.all(items.map((upload) => recalled(handle, upload)));
    },
  });

let offered: Promise<boolean> | null = null;

/** Whether new files may go straight to the bucket; asked once, as it is the same all over an installation. */
export function directOffered(handle: string): Promise<boolean> {
  offered ??= answerOf(
    api.GET('/channels/{handle}/uploads', { params: { path: { handle }, query: { limit: 1 } } }),
  ).then(
    ({ multipart }) => multipart,
    (error: unknown) => {
      offered = null;
      throw error;
    },
  );
  return offered;
}

async function recalled(handle: string, upload: UnfinishedUploadView): Promise<UnfinishedUpload> {
  const video = await videoOf(upload.videoId);
  return {
    handle,
    videoId: upload.videoId,
    title: video?.title ?? titleFromFileName(upload.filename),
    replaces: video?.playable ?? false,
    fileName: upload.filename,
    totalBytes: upload.sizeBytes,
    sentBytes: upload.offset,
    uploadUrl: upload.url,
  };
}

async function videoOf(id: string): Promise<{ title: string; playable: boolean } | null> {
  try {
    const video = await answerOf(api.GET('/videos/{id}', { params: { path: { id } } }));
    return { title: video.title, playable: video.view === 'team' && video.playable };
  } catch {
    return null;
  }
}
