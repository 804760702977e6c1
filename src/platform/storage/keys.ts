const keyPattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/** The key itself. @throws Error for anything that could lead out of storage or mean another place elsewhere. */
export function checkedKey(key: string): string {
  if (!keyPattern.test(key)) throw new Error('A storage key has a part that is not allowed');
  return key;
}
