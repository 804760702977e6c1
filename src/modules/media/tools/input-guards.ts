/** What a source may be. Everything else is refused before a decoder sees a byte. */
const formats = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,flv,mpeg,ogg,wav,mp3,flac,aac'.split(',');
const pictureDecoders = 'h264,hevc,av1,libdav1d,vp8,vp9,mpeg4,mpeg2video,mpeg1video,mjpeg,prores'.split(',');
const soundDecoders = 'aac,mp3,mp3float,ac3,eac3,opus,libopus,vorbis,flac,alac,pcm_s16le,pcm_s24le'.split(',');

export interface InputLimits {
  maxPixels: number;
  maxStreams: number;
}

/**
 * Options to stand directly in front of `-i`. As input options the two lists also hold for whatever a
 * playlist-like file names; a file is only ever given by a path of our making, never as a URL.
 */
export function guardedInput(path: string, limits: InputLimits): string[] {
  return [
    ['-protocol_whitelist', 'file'],
    ['-format_whitelist', formats.join(',')],
    ['-codec_whitelist', [...pictureDecoders, ...soundDecoders].join(',')],
    ['-max_pixels', String(limits.maxPixels)],
    ['-max_streams', String(limits.maxStreams)],
    ['-probesize', '10M'],
    ['-analyzeduration', '10M'],
    ['-i', `file:${path}`],
  ].flat();
}

export const acceptedPictureCodecs: ReadonlySet<string> = new Set([
  ...['h264', 'hevc', 'av1', 'vp8', 'vp9', 'mpeg4', 'mpeg2video', 'mpeg1video', 'mjpeg', 'prores'],
]);
export const acceptedSoundCodecs: ReadonlySet<string> = new Set([
  ...['aac', 'mp3', 'ac3', 'eac3', 'opus', 'vorbis', 'flac', 'alac', 'pcm_s16le', 'pcm_s24le'],
]);
