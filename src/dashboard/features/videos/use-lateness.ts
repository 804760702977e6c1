import type { VideoTeamView } from '../../../modules/videos/contract';
import { useUploadOf } from '../uploads/use-uploads';
import { type Lateness, latenessOf } from './lateness';

/** Whether the video will miss its hour, as known right now. */
export function useLateness(video: VideoTeamView): Lateness | null {
  return latenessOf(video, useUploadOf(video.id), new Date());
}
