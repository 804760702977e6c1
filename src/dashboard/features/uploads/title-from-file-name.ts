const longest = 120;

/** `My_first-film.final.mp4` becomes `My first-film final`; never empty. */
export function titleFromFileName(fileName: string): string {
  const stem = fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '');
  const words = stem
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[_.]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return [...(words || fileName.trim() || 'Untitled')].slice(0, longest).join('');
}
