import { type Call, sendEmpty } from './call';
import { getCors, putCors } from './cors';
import { S3Error } from './errors';
import { abortUpload, beginUpload, completeUpload, listParts, listUploads, putPart } from './multipart-calls';
import { deleteObject, deleteObjects, getObject, listObjects, putObject } from './object-calls';

type Operation = (call: Call) => Promise<void>;

/** `METHOD`, whether a key is meant, and the parameter that tells the operation. */
const operations: Record<string, Operation> = {
  'HEAD bucket ': async ({ response }) => sendEmpty(response, 200),
  'GET bucket ': listObjects,
  'GET bucket list-type': listObjects,
  'GET bucket uploads': listUploads,
  'GET bucket cors': getCors,
  'PUT bucket cors': putCors,
  'POST bucket delete': deleteObjects,
  'PUT object ': putObject,
  'GET object ': getObject,
  'HEAD object ': getObject,
  'DELETE object ': deleteObject,
  'POST object uploads': beginUpload,
  'PUT object uploadId': putPart,
  'GET object uploadId': listParts,
  'POST object uploadId': completeUpload,
  'DELETE object uploadId': abortUpload,
};

const telling = ['uploads', 'uploadId', 'cors', 'delete', 'list-type'];

export function operationOf({ request, key, query }: Call): Operation {
  const parameter = telling.find((name) => query.has(name)) ?? '';
  const operation = operations[`${request.method} ${key === '' ? 'bucket' : 'object'} ${parameter}`];
  if (operation) return operation;
  throw new S3Error(501, 'NotImplemented', 'A header or parameter you provided implies what is not implemented here.');
}
