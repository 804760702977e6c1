export interface ExpectedFile {
  fileName: string;
  totalBytes: number;
}

export type FileMatch = 'same' | 'other-name' | 'other-size';

/** Going on from an offset is only right with the very same bytes; name and size are what a browser shows of them. */
export function matchFile(expected: ExpectedFile, file: { name: string; size: number }): FileMatch {
  if (file.size !== expected.totalBytes) return 'other-size';
  return file.name.normalize('NFC') === expected.fileName.normalize('NFC') ? 'same' : 'other-name';
}
