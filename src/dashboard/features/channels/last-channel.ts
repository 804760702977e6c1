const key = 'showrunner-last-channel';

/** The channel this browser worked on last; storage may be refused. */
export function lastHandle(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function rememberHandle(handle: string): void {
  try {
    localStorage.setItem(key, handle);
  } catch {
    // Only the starting place of the next visit is lost.
  }
}
