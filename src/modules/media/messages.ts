const kept = 'Your title, description and settings are kept.';

/** What a creator reads when a source fails: what is wrong, what is safe, what to do. Never holds a path or a tool's words. */
export const failureMessages = {
  file_empty: `The file is empty. ${kept} Choose the film again and upload it.`,
  not_a_film: `This file is not a film we can read. ${kept} Upload an MP4, MOV, MKV, WebM, AVI or MPEG file.`,
  file_damaged: `The file is damaged or was cut off, so it cannot be read. ${kept} Export the film again and upload the new file.`,
  file_ends_early: `The film ends earlier than the file says; a part of it is missing. ${kept} Export the film again and upload the new file.`,
  longer_than_declared: `The film is longer than the file says, so it cannot be trusted. ${kept} Export the film again and upload the new file.`,
  codec_unsupported: `The film is in a format that we do not accept. ${kept} Export it as H.264 with AAC sound (MP4) and upload the new file.`,
  picture_codec_unsupported: `The picture is in a format we do not accept. ${kept} Export the film as H.264 (MP4) and upload the new file.`,
  sound_codec_unsupported: `The sound is in a format we do not accept. ${kept} Export the film with AAC sound and upload the new file.`,
  nothing_to_play: `The file holds neither picture nor sound. ${kept} Upload a film or a recording.`,
  too_long: `The film is longer than this site allows. ${kept} Cut it into parts and upload them as several videos.`,
  too_many_pictures_a_second: `The film has more pictures a second than this site allows. ${kept} Export it with 60 or fewer and upload the new file.`,
  too_many_streams: `The file holds too many tracks. ${kept} Export it with one picture and one sound track.`,
  picture_too_large: `The picture is larger than this site allows. ${kept} Export the film in 4K or smaller and upload the new file.`,
  picture_too_small: `The picture has no size we can show. ${kept} Export the film again and upload the new file.`,
  bitrate_too_high: `The file uses more data a second than this site allows. ${kept} Export it with a lower bitrate and upload the new file.`,
  source_missing: `The uploaded file is no longer in storage. ${kept} Please upload it again.`,
  took_too_long: `Reading this film took longer than it may. ${kept} Export it as H.264 (MP4) and upload the new file.`,
  nothing_came_out: `The film was read, but nothing playable came out. ${kept} Export it as H.264 (MP4) and upload the new file.`,
  gave_up: `Something on our side went wrong several times while working on this film. ${kept} Upload it again; if it fails once more, tell the site's operator.`,
} as const;

export type FailureCode = keyof typeof failureMessages;
