import { z } from 'zod';
import { type Actor, ownerByHandle, type Route, rawRoute, route } from '../../platform/http';
import { pageQuery } from '../../platform/http/text';
import type { Channels } from '../channels';
import { type UnfinishedUploadView, unfinishedUploadList } from './contract';
import { directPathOf, directRoutes } from './direct-routes';
import type { UnfinishedUpload, UploadsService } from './service';
import { tusPath } from './tus';
import { checkTusRequest, readMetadata } from './tus-request';

const byHandle = z.object({ handle: z.string().max(60) });

/** tus 1.0 under `/uploads`, parts straight to the bucket, and what is unfinished on a channel. */
export function uploadRoutes(uploads: UploadsService, channels: Pick<Channels, 'findByHandle'>): Route[] {
  return [
    ...discoveryRoutes(uploads),
    createRoute(uploads),
    resumeRoute(uploads),
    ...directRoutes(uploads),
    listRoute(uploads, channels),
  ];
}

type RawCall = Parameters<Parameters<typeof rawRoute>[0]['handle']>[0];

function tusHandler(uploads: UploadsService, uploadIdOf: (call: RawCall) => string | null) {
  return async (call: RawCall): Promise<void> => {
    const { actor, request, req, res } = call;
    const publicId = uploadIdOf(call);
    const upload = publicId === null ? null : await uploads.findUpload(publicId);
    const { signal, draining, header } = request;
    const accountId = actor.kind === 'account' ? actor.accountId : '';
    await uploads.answerTus({ upload, accountId, header, signal, draining, req, res });
  };
}

function discoveryRoutes(uploads: UploadsService): Route[] {
  return ['/uploads', '/uploads/:id'].map((path) =>
    rawRoute({
      method: 'get',
      methods: ['options'],
      path,
      action: 'upload.discover',
      authenticate: false,
      anyContentType: true,
      handle: tusHandler(uploads, () => null),
    }),
  );
}

function createRoute(uploads: UploadsService): Route {
  return rawRoute({
    method: 'post',
    path: '/uploads',
    action: 'upload.write',
    describe: { post: { summary: 'Begin an upload (tus 1.0.0)', tag: 'Uploads', status: 201 } },
    anyContentType: true,
    limits: [{ name: 'begin-upload', points: 600, perSeconds: 3_600, by: 'account' }],
    owner: (_params, actor, call) => ownerOfVideo(uploads, actor, call),
    handle: tusHandler(uploads, () => null),
  });
}

async function ownerOfVideo(uploads: UploadsService, actor: Actor, call: Pick<RawCall, 'request' | 'reply'>) {
  const { header } = call.request;
  if (actor.kind === 'anonymous') return null;
  checkTusRequest('POST', header, call.reply.setHeader);
  const channelId = await uploads.channelOfVideo(readMetadata(header('upload-metadata')).videoPublicId);
  return channelId === null ? null : { channelId };
}

function resumeRoute(uploads: UploadsService): Route {
  return rawRoute({
    method: 'patch',
    methods: ['head', 'patch', 'delete'],
    path: '/uploads/:id',
    action: 'upload.write',
    describe: {
      head: { summary: 'How many bytes have arrived (tus)', tag: 'Uploads' },
      patch: { summary: 'Send bytes (tus)', tag: 'Uploads', status: 204, takes: 'application/offset+octet-stream' },
      delete: { summary: 'Give an upload up (tus)', tag: 'Uploads', status: 204 },
    },
    anyContentType: true,
    deadlineMs: 0, // bytes may come for hours; a silent sender is cut off by the room itself
    owner: async ({ id = '' }) => {
      const upload = await uploads.findUpload(id);
      return upload && { channelId: upload.channelId };
    },
    handle: tusHandler(uploads, ({ req }) => String(req.params.id)),
  });
}

function listRoute(uploads: UploadsService, channels: Pick<Channels, 'findByHandle'>): Route {
  return route({
    method: 'get',
    path: '/channels/:handle/uploads',
    action: 'upload.write',
    tag: 'Uploads',
    summary: 'Files that have not arrived whole',
    paramsSchema: byHandle,
    querySchema: pageQuery,
    responseSchema: unfinishedUploadList,
    owner: ({ handle }) => ownerByHandle(channels, handle),
    handle: async ({ channelId, query }) => {
      const { items, nextCursor } = await uploads.unfinishedOf(channelId, query);
      return { items: items.map(viewOf), nextCursor, multipart: uploads.offersDirect };
    },
  });
}

function viewOf({ upload, videoPublicId, offset }: UnfinishedUpload): UnfinishedUploadView {
  return {
    id: upload.publicId,
    videoId: videoPublicId,
    filename: upload.filename,
    sizeBytes: upload.sizeBytes,
    offset,
    protocol: upload.protocol,
    url: upload.protocol === 'tus' ? `${tusPath}/${upload.publicId}` : directPathOf(videoPublicId, upload.publicId),
    createdAt: upload.createdAt.toISOString(),
    expiresAt: upload.expiresAt.toISOString(),
  };
}
