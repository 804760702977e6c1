import { Metadata } from '@tus/server';
import { badTusRequest } from './errors';

export const tusVersion = '1.0.0';
export const tusExtensions: readonly string[] = ['creation', 'expiration', 'termination'];

type HeaderOf = (name: string) => string | undefined;
type HeaderSetter = (name: string, value: string) => void;

/** Digits only, as many as JavaScript counts exactly: `1e+21` and `0x10` are numbers to a laxer reader. */
const wholeNumber = /^(0|[1-9]\d{0,14})$/;
const filenameMaxLength = 255;

/**
 * What the protocol library would let pass or answer with the wrong status.
 * @throws AppError 412 for another protocol version, 400 for what this server does not offer.
 */
export function checkTusRequest(method: string, header: HeaderOf, setHeader: HeaderSetter): void {
  setHeader('Tus-Resumable', tusVersion);
  if (header('tus-resumable') !== tusVersion) {
    setHeader('Tus-Version', tusVersion);
    throw badTusRequest('tus_version_unsupported', `Send the header Tus-Resumable: ${tusVersion}.`, 412);
  }
  if (header('upload-concat') !== undefined) throw notOffered('concatenation');
  if (header('upload-checksum') !== undefined) throw notOffered('checksum');
  if (header('upload-defer-length') !== undefined) throw notOffered('creation-defer-length');
  if (method === 'POST') requireNumber(header, 'Upload-Length');
  if (method === 'PATCH') {
    requireNumber(header, 'Upload-Offset');
    if (header('content-type') !== 'application/offset+octet-stream') {
      throw badTusRequest('tus_content_type', 'Send the bytes as application/offset+octet-stream.', 415);
    }
  }
}

function notOffered(extension: string) {
  return badTusRequest('tus_extension_unsupported', `This server does not offer the tus extension "${extension}".`);
}

function requireNumber(header: HeaderOf, name: 'Upload-Length' | 'Upload-Offset'): void {
  if (wholeNumber.test(header(name.toLowerCase()) ?? '')) return;
  throw badTusRequest('tus_number_invalid', `${name} must be a whole number of bytes.`);
}

export interface UploadMetadata {
  videoPublicId: string;
  filename: string;
}

/** Other keys than `videoId` and `filename` are what clients add by themselves, and are not kept. */
export function readMetadata(header: string | undefined): UploadMetadata {
  const { videoId, filename } = parsed(header);
  if (!videoId) {
    throw badTusRequest('upload_video_missing', 'Upload-Metadata must name the video: videoId <base64>.');
  }
  return { videoPublicId: videoId, filename: presentableFilename(filename ?? '') };
}

function parsed(header: string | undefined): Record<string, string | null | undefined> {
  try {
    return Metadata.parse(header);
  } catch {
    throw badTusRequest('tus_metadata_invalid', 'Upload-Metadata must be pairs of a key and a base64 value.');
  }
}

/** The last part of a path, without characters that hide or turn others, of bearable length. For people to read, never for a file system. */
export function presentableFilename(filename: string): string {
  const last = filename.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const visible = last
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
    .normalize('NFC');
  return Array.from(visible).slice(0, filenameMaxLength).join('') || 'untitled';
}
