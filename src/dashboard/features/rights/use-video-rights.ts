import type { AccessRuleBody, VideoRightsBody, VideoRightsView } from '../../../modules/rights/contract';
import { rightsOfVideosKey, setVideoAccess, setVideoRights, videoRightsQuery } from './rights-api';
import { type Keeping, useKeeping } from './use-keeping';

/** What of a video's rights is saved: windows and age go together, access by itself. */
export type VideoEdit = { kind: 'rights'; body: VideoRightsBody } | { kind: 'access'; body: AccessRuleBody };

export function useKeepVideoRights(handle: string, id: string): Keeping<VideoEdit> {
  return useKeeping<VideoRightsView, VideoEdit>({
    queryKey: videoRightsQuery(id).queryKey,
    write: (edit, version) =>
      edit.kind === 'rights' ? setVideoRights(id, edit.body, version) : setVideoAccess(id, edit.body, version),
    alsoStale: [rightsOfVideosKey(handle)],
  });
}
