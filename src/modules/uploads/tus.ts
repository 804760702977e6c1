import type { IncomingMessage, ServerResponse } from 'node:http';
import { DataStore, type Lock, Server, Upload as TusUpload } from '@tus/server';
import { isAppError } from '../../platform/errors';
import { newPublicId } from '../../platform/ids';
import { beginUpload } from './begin-upload';
import { terminateUpload } from './end-upload';
import { badTusRequest, emptyFile, fileTooLarge, moreThanDeclared, uploadLocked } from './errors';
import type { Lease } from './leases';
import type { UploadParts } from './parts';
import { inspectUpload, receiveUpload, type UploadProgress } from './receive-upload';
import type { ReceptionEnd } from './reception';
import type { Upload } from './store';
import { checkTusRequest, readMetadata, tusExtensions, tusVersion } from './tus-request';

export interface TusCall {
  /** Null for the address where uploads are created. */
  upload: Upload | null;
  accountId: string;
  header(name: string): string | undefined;
  /** Aborts when the client goes away. */
  signal: AbortSignal;
  /** Aborts when this process is told to stop. */
  draining: AbortSignal;
  req: IncomingMessage;
  res: ServerResponse;
}

/** Below the site's root; relative, so that no header of a request can bend it. */
export const tusPath = '/api/v1/uploads';

/**
 * Answers one tus request of somebody who may make it.
 * @throws AppError for every refusal, so that it is answered like any other.
 */
export async function answerTus(parts: UploadParts, call: TusCall): Promise<void> {
  const { req, res } = call;
  const method = req.method ?? '';
  res.setHeader('Tus-Resumable', tusVersion);
  res.setHeader('Cache-Control', 'no-store');
  try {
    if (method === 'OPTIONS') return describe(parts, res);
    checkTusRequest(method, call.header, (name, value) => res.setHeader(name, value));
    const exchange = new Exchange(parts, call);
    const answer = await exchange.run();
    if (exchange.end === 'idle') res.once('finish', () => req.socket.destroy());
    res.writeHead(answer.status, [...answer.headers].filter(([name]) => !name.startsWith('access-control-')).flat());
    res.end();
  } catch (error) {
    // To tus clients any other refusal of HEAD means that the upload is lost, and they start from zero.
    const isPassing = !isAppError(error) || error.kind === 'unavailable';
    throw method === 'HEAD' && isPassing ? uploadLocked(error) : error;
  }
}

function describe({ limits }: UploadParts, res: ServerResponse): void {
  res.setHeader('Tus-Version', tusVersion);
  res.setHeader('Tus-Extension', tusExtensions.join(','));
  res.setHeader('Tus-Max-Size', String(limits.maxBytes));
  res.writeHead(204).end();
}

/**
 * One request's view for the protocol library, which decides what happens in which order. It gets no body:
 * bytes go from the socket to the file without passing through its streams.
 */
class Exchange {
  end: ReceptionEnd | null = null;
  readonly #parts: UploadParts;
  readonly #call: TusCall;
  #lease: Lease | null = null;
  #progress: UploadProgress | null = null;
  #error: unknown = null;

  constructor(parts: UploadParts, call: TusCall) {
    this.#parts = parts;
    this.#call = call;
  }

  async run(): Promise<Response> {
    const { upload, req } = this.#call;
    const server = new Server({
      path: tusPath,
      relativeLocation: true,
      respectForwardedHeaders: false,
      allowedOrigins: () => false,
      maxSize: this.#parts.limits.maxBytes,
      datastore: this.#datastore(),
      locker: { newLock: () => this.#lock() },
      namingFunction: () => newPublicId('upl'),
      getFileIdFromRequest: () => upload?.publicId,
      onResponseError: (_request, error) => {
        this.#error = error;
        return undefined;
      },
    });
    const url = `http://localhost${tusPath}${upload ? `/${upload.publicId}` : ''}`;
    const answer = await server.handleWeb(new Request(url, { method: req.method ?? '', headers: this.#headers() }));
    if (this.#error instanceof Error && !('status_code' in this.#error)) throw this.#error;
    if (answer.status >= 400) throw await this.#refusalOf(answer);
    if (answer.headers.has('Upload-Expires') && this.#progress) {
      answer.headers.set('Upload-Expires', this.#progress.upload.expiresAt.toUTCString());
    }
    return answer;
  }

  // Only what the protocol needs; a method override is not among it, nor a length on PATCH.
  #headers(): [string, string][] {
    const { header, req } = this.#call;
    const names =
      req.method === 'PATCH'
        ? ['tus-resumable', 'upload-offset', 'content-type', 'content-length']
        : ['tus-resumable', ...(req.method === 'POST' ? ['upload-length', 'upload-metadata'] : [])];
    return names.flatMap((name) => {
      const value = header(name);
      return value === undefined ? [] : [[name, value] as [string, string]];
    });
  }

  async #refusalOf(answer: Response): Promise<Error> {
    const said = (await answer.text()).trim();
    if (answer.status === 413) {
      return this.#call.upload ? moreThanDeclared() : fileTooLarge(this.#parts.limits.maxBytes);
    }
    if (answer.status === 409) {
      return badTusRequest('upload_offset_conflict', 'This is not where the upload stands. Ask for its offset.', 409);
    }
    return badTusRequest('tus_request_invalid', said || 'This is not a valid tus request.', answer.status);
  }

  #lock(): Lock {
    const { upload, accountId, signal, req } = this.#call;
    return {
      // A new upload is known to nobody else yet.
      lock: async () => {
        if (!upload) return;
        this.#lease = await this.#parts.leases.acquire(upload.id, {
          ask: req.method === 'DELETE' ? 'stop' : 'yield',
          sender: req.method === 'PATCH' ? accountId : null,
          signal,
        });
      },
      unlock: async () => {
        await this.#lease?.release();
      },
    };
  }

  #datastore(): DataStore {
    const store = new DataStore();
    store.extensions = [...tusExtensions];
    store.getExpiration = () => this.#parts.limits.expiryMs;
    store.create = (announced) => this.#create(announced);
    store.getUpload = (id) => this.#read(id);
    store.write = async (nothing) => {
      nothing.resume();
      return this.#receive();
    };
    store.remove = async () => {
      const { upload } = await this.#inspect();
      await terminateUpload(this.#parts, upload);
    };
    return store;
  }

  async #create(announced: TusUpload): Promise<TusUpload> {
    const { videoPublicId, filename } = readMetadata(this.#call.header('upload-metadata'));
    const { accountId } = this.#call;
    const sizeBytes = announced.size ?? 0;
    if (sizeBytes === 0) throw emptyFile();
    const file = { publicId: announced.id, videoPublicId, accountId, filename, sizeBytes };
    const upload = await beginUpload(this.#parts, { ...file, protocol: 'tus' });
    this.#progress = { upload, offset: 0 };
    return announced;
  }

  async #read(id: string): Promise<TusUpload> {
    const { upload, offset } = this.#progress ?? (await this.#inspect());
    const metadata = this.#call.req.method === 'HEAD' ? { metadata: await this.#metadataOf(upload) } : {};
    return new TusUpload({ id, size: upload.sizeBytes, offset, ...metadata });
  }

  async #metadataOf({ videoId, filename }: Upload): Promise<Record<string, string>> {
    const [video] = await this.#parts.videos.factsOf([videoId]);
    return { ...(video ? { videoId: video.publicId } : {}), filename };
  }

  async #inspect(): Promise<UploadProgress> {
    if (!this.#lease) throw uploadLocked();
    this.#progress = await inspectUpload(this.#parts, this.#lease.uploadId, this.#lease);
    return this.#progress;
  }

  async #receive(): Promise<number> {
    if (!this.#lease || !this.#progress) throw uploadLocked();
    const { req: body, accountId, draining } = this.#call;
    const received = await receiveUpload(this.#parts, this.#progress, this.#lease, { body, accountId, draining });
    this.#progress = received;
    this.end = received.end;
    return received.offset;
  }
}
