import { DetailedError, Upload } from 'tus-js-client';
import { noAnswer, passesByItself } from './transfer-problem';
import type { Transfer, TransferRequest } from './upload-queue';
import type { TransferProblem } from './upload-state';

/** Sends by tus 1.0.0. Retrying belongs to the queue, so tus is told not to. */
export function startTusTransfer(endpoint: string, request: TransferRequest): Transfer {
  const upload = new Upload(request.file, {
    endpoint,
    uploadUrl: request.uploadUrl,
    metadata: { videoId: request.videoId, filename: request.file.name, filetype: request.file.type },
    retryDelays: null,
    storeFingerprintForResuming: false,
    onUploadUrlAvailable: () => {
      if (upload.url) request.onUrl(upload.url);
    },
    onProgress: (sentBytes) => request.onProgress(sentBytes),
    onSuccess: () => request.onSent(),
    onError: (error) => request.onProblem(tusProblem(error)),
  });
  upload.start();
  return {
    stop: () => upload.abort(false),
    terminate: async () => {
      await upload.abort(false);
      if (upload.url) await terminateTusUpload(upload.url);
    },
  };
}

export function terminateTusUpload(uploadUrl: string): Promise<void> {
  return Upload.terminate(uploadUrl, { retryDelays: [1000, 3000, 5000] });
}

/** Turns what tus throws into a cause that a person, or the next try, can use. */
export function tusProblem(error: Error): TransferProblem {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  const status = response?.getStatus() ?? 0;
  if (!response || status === 0) {
    return noAnswer();
  }
  const problem = parseProblem(response.getBody());
  return {
    code: problem.code ?? `http_${status}`,
    status,
    detail: problem.detail ?? null,
    retryable: passesByItself(status),
  };
}

function parseProblem(body: string): { code?: string; detail?: string } {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
