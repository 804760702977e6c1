import { z } from 'zod';
import { type Actor, type Route, route } from '../../platform/http';
import { type MultipartUploadView, multipartUploadView, multipartWish, partAddressView } from './contract';
import type { DirectUpload } from './direct-upload';
import { uploadNotFound } from './errors';
import type { UploadsService } from './service';
import type { Upload } from './store';

const ofVideo = z.object({ id: z.string().max(60) });
const ofUpload = ofVideo.extend({ upload: z.string().max(60) });
const ofPart = ofUpload.extend({ number: z.string().regex(/^[1-9]\d{0,4}$/) });

/** Files that go straight to the bucket, in parts that may arrive in any order; only where there is a bucket. */
export function directRoutes(uploads: UploadsService): Route[] {
  return [
    beginRoute(uploads),
    inspectRoute(uploads),
    partRoute(uploads),
    completeRoute(uploads),
    terminateRoute(uploads),
  ];
}

const address = '/videos/:id/multipart/:upload';

type OfUpload = z.infer<typeof ofUpload>;

const atAddress = <P extends OfUpload>(uploads: UploadsService) => ({
  action: 'upload.write',
  tag: 'Uploads',
  owner: async (params: P) => {
    const upload = await uploads.findDirectUpload(params.id, params.upload);
    return upload && { channelId: upload.channelId };
  },
});

async function found(uploads: UploadsService, params: OfUpload): Promise<Upload> {
  const upload = await uploads.findDirectUpload(params.id, params.upload);
  if (!upload) throw uploadNotFound();
  return upload;
}

function beginRoute(uploads: UploadsService): Route {
  return route({
    method: 'post',
    path: '/videos/:id/multipart',
    action: 'upload.write',
    tag: 'Uploads',
    summary: 'Begin an upload straight to the bucket',
    status: 201,
    limits: [{ name: 'begin-upload', points: 600, perSeconds: 3_600, by: 'account' }],
    paramsSchema: ofVideo,
    bodySchema: multipartWish,
    responseSchema: multipartUploadView,
    idempotent: true,
    owner: async ({ id }) => {
      const channelId = await uploads.channelOfVideo(id);
      return channelId === null ? null : { channelId };
    },
    handle: async ({ params, body, actor }) => {
      const wish = { ...body, videoPublicId: params.id, accountId: accountOf(actor) };
      return viewOf(params.id, await uploads.beginDirect(wish));
    },
  });
}

function inspectRoute(uploads: UploadsService): Route {
  return route({
    ...atAddress(uploads),
    method: 'get',
    path: address,
    summary: 'Which parts have arrived',
    paramsSchema: ofUpload,
    responseSchema: multipartUploadView,
    handle: async ({ params }) => viewOf(params.id, await uploads.inspectDirect(await found(uploads, params))),
  });
}

function partRoute(uploads: UploadsService): Route {
  return route({
    ...atAddress<z.infer<typeof ofPart>>(uploads),
    method: 'post',
    path: `${address}/parts/:number`,
    summary: 'An address to PUT one part to',
    limits: [{ name: 'sign-part', points: 1_000, perSeconds: 10, by: 'account' }],
    paramsSchema: ofPart,
    responseSchema: partAddressView,
    handle: async ({ params }) => {
      const upload = await found(uploads, params);
      const { number, sizeBytes, url, expiresAt } = await uploads.signPart(upload, Number(params.number));
      return { number, sizeBytes, url, expiresAt: expiresAt.toISOString() };
    },
  });
}

function completeRoute(uploads: UploadsService): Route {
  return route({
    ...atAddress(uploads),
    method: 'post',
    path: `${address}/complete`,
    summary: 'Every part has arrived: make the film of them',
    paramsSchema: ofUpload,
    responseSchema: multipartUploadView,
    handle: async ({ params }) => viewOf(params.id, await uploads.completeDirect(await found(uploads, params))),
  });
}

function terminateRoute(uploads: UploadsService): Route {
  return route({
    ...atAddress(uploads),
    method: 'delete',
    path: address,
    summary: 'Give an upload up',
    status: 204,
    paramsSchema: ofUpload,
    handle: async ({ params }) => uploads.terminateDirect(await found(uploads, params)),
  });
}

function accountOf(actor: Actor): string {
  return actor.kind === 'account' ? actor.accountId : '';
}

/** Below the site's root. */
export function directPathOf(videoPublicId: string, uploadPublicId: string): string {
  return `/api/v1/videos/${videoPublicId}/multipart/${uploadPublicId}`;
}

function viewOf(videoId: string, { upload, partCount, arrived, arrivedBytes }: DirectUpload): MultipartUploadView {
  return {
    uploadId: upload.publicId,
    videoId,
    url: directPathOf(videoId, upload.publicId),
    filename: upload.filename,
    sizeBytes: upload.sizeBytes,
    completed: upload.state === 'completed',
    partSizeBytes: upload.partBytes ?? upload.sizeBytes,
    partCount,
    receivedParts: [...arrived],
    receivedBytes: arrivedBytes,
    expiresAt: upload.expiresAt.toISOString(),
  };
}
