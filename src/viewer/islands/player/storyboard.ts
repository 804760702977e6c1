/**
 * Hands the small pictures of a film to the time range, which shows them while somebody winds: it looks for a metadata
 * track of this label. Without an address nothing is shown.
 */
export function showStoryboard(video: HTMLVideoElement, url: string | undefined): void {
  for (const earlier of video.querySelectorAll('track[label="thumbnails"]')) earlier.remove();
  if (!url) return;
  const track = document.createElement('track');
  track.kind = 'metadata';
  track.label = 'thumbnails';
  track.default = true;
  track.src = url;
  video.append(track);
}
