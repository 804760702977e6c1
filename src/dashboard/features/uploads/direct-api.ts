import type { MultipartUploadView, PartAddressView } from '../../../modules/uploads/contract';
import { answerOf, api, idempotencyKey } from '../../api/api';
import { BucketProblem } from './transfer-problem';

/** What a direct transfer asks of the server, and of the bucket. `url` is where the server keeps the upload. */
export interface DirectApi {
  begin(videoId: string, file: { filename: string; sizeBytes: number }): Promise<MultipartUploadView>;
  inspect(url: string): Promise<MultipartUploadView>;
  sign(url: string, number: number): Promise<PartAddressView>;
  complete(url: string): Promise<unknown>;
  terminate(url: string): Promise<unknown>;
  /** @throws BucketProblem; `onProgress` counts the bytes of this part. */
  put(address: string, bytes: Blob, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<void>;
}

const form = /\/videos\/([^/]+)\/multipart\/([^/]+)$/;

/** Whether an upload's address is of one that goes straight to the bucket. */
export function isDirectUrl(url: string): boolean {
  return form.test(url);
}

export const directApi: DirectApi = {
  begin: (id, body) =>
    answerOf(
      api.POST('/videos/{id}/multipart', {
        params: { path: { id } },
        body,
        headers: idempotencyKey(crypto.randomUUID()),
      }),
    ),
  inspect: (url) => answerOf(api.GET('/videos/{id}/multipart/{upload}', { params: { path: pathOf(url) } })),
  sign: (url, number) =>
    answerOf(
      api.POST('/videos/{id}/multipart/{upload}/parts/{number}', {
        params: { path: { ...pathOf(url), number: String(number) } },
      }),
    ),
  complete: (url) => answerOf(api.POST('/videos/{id}/multipart/{upload}/complete', { params: { path: pathOf(url) } })),
  terminate: (url) => answerOf(api.DELETE('/videos/{id}/multipart/{upload}', { params: { path: pathOf(url) } })),
  put: putPart,
};

function pathOf(url: string): { id: string; upload: string } {
  const [, id = '', upload = ''] = form.exec(url) ?? [];
  return { id, upload };
}

/** fetch cannot tell how far a body has come. */
function putPart(
  address: string,
  bytes: Blob,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    const stop = (): void => call.abort();
    call.open('PUT', address);
    call.upload.onprogress = ({ loaded }) => onProgress(loaded);
    call.onload = () => (call.status === 200 ? resolve() : reject(new BucketProblem(call.status)));
    call.onerror = () => reject(new BucketProblem(0));
    call.onabort = () => reject(signal.reason);
    call.onloadend = () => signal.removeEventListener('abort', stop);
    signal.addEventListener('abort', stop);
    call.send(bytes);
  });
}
