export const videoPublished = 'video.published';
