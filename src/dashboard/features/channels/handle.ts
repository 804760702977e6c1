const longest = 30;
const shape = /^[a-z0-9][a-z0-9_-]*[a-z0-9]$/;

export type HandleFault = 'short' | 'shape' | null;

/** What keeps a handle from being asked for at all. */
export function handleFault(handle: string): HandleFault {
  if (handle.length < 3) return 'short';
  return handle.length <= longest && shape.test(handle) ? null : 'shape';
}

/** A handle made of a channel's name: `Night Owl Films` becomes `night-owl-films`; empty where nothing fits. */
export function handleFrom(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
    .slice(0, longest)
    .replace(/[-_]+$/, '');
}

/** What else one could be called when a handle is taken. */
export function handleSuggestions(handle: string): string[] {
  const compact = handle.replace(/[-_]/g, '');
  const year = new Date().getFullYear();
  const candidates = [`${handle}-films`, `${handle}-tv`, `the-${handle}`, compact, `${handle}${year}`];
  return [...new Set(candidates)].filter((one) => one !== handle && handleFault(one) === null).slice(0, 4);
}
