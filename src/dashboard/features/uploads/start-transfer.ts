import { directApi, isDirectUrl } from './direct-api';
import { type DirectTools, startDirectTransfer, terminateDirectUpload } from './direct-transport';
import { apiProblemCause, bucketUnreachable } from './transfer-problem';
import { startTusTransfer, terminateTusUpload } from './tus-transport';
import type { Transfer, TransferRequest } from './upload-queue';
import { directOffered, tusEndpoint } from './uploads-api';

export interface Ways {
  /** Whether new files may go straight to the bucket. */
  directOffered(handle: string): Promise<boolean>;
  direct(request: TransferRequest): Transfer;
  tus(request: TransferRequest): Transfer;
  problemOf: typeof apiProblemCause;
}

const tools: DirectTools = { api: directApi, problemOf: apiProblemCause };

/** Straight to the bucket where there is one, else by tus; what was begun goes on the way it began. */
export const startTransfer = chooseWay({
  directOffered,
  direct: (request) => startDirectTransfer(tools, request),
  tus: (request) => startTusTransfer(tusEndpoint, request),
  problemOf: apiProblemCause,
});

export function terminateUpload(url: string): Promise<void> {
  return isDirectUrl(url) ? terminateDirectUpload(tools, url) : terminateTusUpload(url);
}

/** Not one byte got through while we answer: a firewall, or a bucket that does not let this page in. Or there is none any more. */
const meansNoWay: ReadonlySet<string> = new Set([bucketUnreachable, 'direct_uploads_unavailable']);

export function chooseWay(ways: Ways): (request: TransferRequest) => Transfer {
  let bucketRefusesUs = false;
  const withFallback = (request: TransferRequest, goOn: (transfer: Transfer) => void): Transfer => {
    let arrived = 0;
    return ways.direct({
      ...request,
      onProgress: (bytes) => {
        arrived = Math.max(arrived, bytes);
        request.onProgress(bytes);
      },
      onProblem: (problem) => {
        if (!meansNoWay.has(problem.code) || arrived > 0) return request.onProblem(problem);
        bucketRefusesUs = true;
        request.onUrl(null);
        goOn(ways.tus({ ...request, uploadUrl: null }));
      },
    });
  };
  return (request) => {
    const { uploadUrl } = request;
    if (uploadUrl) return isDirectUrl(uploadUrl) ? ways.direct(request) : ways.tus(request);
    let stopped = false;
    let transfer: Transfer | null = null;
    const goOn = (next: Transfer): void => {
      transfer = next;
    };
    const chosen = ways.directOffered(request.handle).then(
      (offered) => {
        if (!stopped) goOn(offered && !bucketRefusesUs ? withFallback(request, goOn) : ways.tus(request));
      },
      (error: unknown) => {
        if (!stopped) request.onProblem(ways.problemOf(error));
      },
    );
    const then = async (end: (transfer: Transfer) => Promise<void>): Promise<void> => {
      stopped = true;
      await chosen;
      if (transfer) await end(transfer);
    };
    return { stop: () => then((one) => one.stop()), terminate: () => then((one) => one.terminate()) };
  };
}
