import type { ComboboxItem, ComboboxParsedItem } from '@mantine/core';

/** By code first, then by how a name begins, then by a word in it; accents do not matter. */
export function matchingPlaces(options: readonly ComboboxParsedItem[], sought: string): ComboboxItem[] {
  const words = plain(sought.trim());
  const items = options.filter((option): option is ComboboxItem => 'value' in option);
  if (!words) return items;
  return items
    .map((item) => ({ item, rank: rankOf(item, words) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ item }) => item);
}

function rankOf({ value, label }: ComboboxItem, words: string): number {
  const name = plain(String(label));
  if (value.toLowerCase() === words) return 3;
  if (name.startsWith(words)) return 2;
  return name.includes(words) ? 1 : 0;
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
