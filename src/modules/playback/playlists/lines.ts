// EXT-X-MAP in a list that is not I-frame-only needs 6, and only from 6 on may a segment be up to half a second longer
// than the target duration. Nothing we write needs more.
export const version = 6;

export function lines(list: readonly string[]): string {
  return `${list.join('\n')}\n`;
}

/** An attribute list; what is null is left out. */
export function attributes(list: readonly (readonly [name: string, value: string | null | undefined])[]): string {
  return list.flatMap(([name, value]) => (value ? [`${name}=${value}`] : [])).join(',');
}

export function quoted(text: string): string {
  return `"${text}"`;
}
