import { titleFromFileName } from './title-from-file-name';
import type { UploadItem } from './upload-state';

/** Waits for its file. */
export function restingItem(id: string): Omit<UploadItem, 'handle' | 'title' | 'fileName'> {
  return {
    id,
    replaces: false,
    videoId: null,
    totalBytes: 0,
    sentBytes: 0,
    phase: 'needs-file',
    bytesPerSecond: null,
    problem: null,
    retryAt: null,
    uploadUrl: null,
  };
}

/** Waits for its draft. */
export function newItem(id: string, handle: string, file: File): UploadItem {
  return {
    ...restingItem(id),
    handle,
    title: titleFromFileName(file.name),
    fileName: file.name,
    totalBytes: file.size,
    phase: 'preparing',
  };
}
