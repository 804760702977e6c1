import { escaped } from './xml';

/** What an S3 service refuses, in its own words. */
export class S3Error extends Error {
  override name = 'S3Error';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  toXml(resource: string): string {
    const { code, message } = this;
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped(message)}</Message><Resource>${escaped(resource)}</Resource></Error>`;
  }
}

export const accessDenied = (why: string) => new S3Error(403, 'AccessDenied', why);
export const invalidArgument = (why: string) => new S3Error(400, 'InvalidArgument', why);
export const invalidRequest = (why: string) => new S3Error(400, 'InvalidRequest', why);
export const badDigest = (what: string) =>
  new S3Error(400, 'BadDigest', `The ${what} you specified did not match the calculated one.`);
export const incompleteBody = (why: string) => new S3Error(400, 'IncompleteBody', why);
export const noSuchKey = () => new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
export const noSuchUpload = () =>
  new S3Error(404, 'NoSuchUpload', 'The specified multipart upload does not exist; it may be aborted or completed.');
