import { en } from './en';

type Plural = { one: string; other: string };
type Messages = typeof en;
export type MessageKey = keyof Messages;

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type TextOf<M> = M extends Plural ? M['one'] | M['other'] : M;
type VariablesOf<K extends MessageKey> = Names<TextOf<Messages[K]>>;
type Rest<K extends MessageKey> = [VariablesOf<K>] extends [never] ? [] : [Record<VariablesOf<K>, string | number>];

const plural = new Intl.PluralRules('en');

/** The words for a key, with every `{name}` filled in; a message with forms is chosen by its `count`. */
export function t<K extends MessageKey>(key: K, ...[variables]: Rest<K>): string {
  const values: Record<string, string | number> = variables ?? {};
  const message: string | Plural = en[key];
  const words = typeof message === 'string' ? message : formOf(message, Number(values.count));
  return words.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

function formOf(message: Plural, count: number): string {
  return plural.select(count) === 'one' ? message.one : message.other;
}
