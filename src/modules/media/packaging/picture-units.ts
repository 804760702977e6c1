const pictureSlice = 1;
const instantRefresh = 5;

/** Whether an H.264 picture (length-prefixed units) is an instantaneous decoder refresh: nothing before it is needed. */
export function startsDecoding(picture: Buffer, unitLengthBytes: number): boolean {
  for (let at = 0; at + unitLengthBytes < picture.length; ) {
    const length = picture.readUIntBE(at, unitLengthBytes);
    const type = (picture[at + unitLengthBytes] ?? 0) & 0x1f;
    if (type === instantRefresh) return true;
    if (type === pictureSlice) return false;
    at += unitLengthBytes + length;
  }
  return false;
}
