import type { RightsWindowView } from '../../../modules/rights/contract';

export const freshWindow: RightsWindowView = {
  effect: 'allow',
  from: null,
  until: null,
  countries: { except: [] },
  reason: null,
  messageByCountry: {},
};

export type WindowFault = 'editor.farDate' | 'editor.endBeforeStart' | 'editor.noCountry' | 'editor.messageEmpty';

/** The first thing that is wrong with a window, and where. */
export function faultOf(
  window: RightsWindowView,
): { field: 'from' | 'until' | 'countries' | 'messages'; fault: WindowFault } | null {
  const { from, until, countries, messageByCountry } = window;
  if ('only' in countries && countries.only.length === 0) return { field: 'countries', fault: 'editor.noCountry' };
  if (from && isFar(from)) return { field: 'from', fault: 'editor.farDate' };
  if (until && isFar(until)) return { field: 'until', fault: 'editor.farDate' };
  if (from && until && Date.parse(from) >= Date.parse(until)) return { field: 'until', fault: 'editor.endBeforeStart' };
  const isEmpty = Object.values(messageByCountry).some((words) => words.trim() === '');
  return isEmpty ? { field: 'messages', fault: 'editor.messageEmpty' } : null;
}

// The years that the API takes.
function isFar(instant: string): boolean {
  return instant < '1970' || instant >= '9999';
}

/** As it is sent: what is empty is null, words are trimmed. */
export function tidied(window: RightsWindowView): RightsWindowView {
  const messages = Object.entries(window.messageByCountry).map(([code, words]) => [code, words.trim()]);
  return { ...window, reason: window.reason?.trim() || null, messageByCountry: Object.fromEntries(messages) };
}

/** The windows while one of them is being edited, for the preview: what is not whole yet is left out. */
export function withDraft(
  windows: readonly RightsWindowView[],
  draft: { index: number; window: RightsWindowView } | null,
): RightsWindowView[] {
  if (!draft) return [...windows];
  const fault = faultOf(draft.window);
  if (fault && fault.field !== 'messages') return [...windows];
  if (draft.index >= windows.length) return [...windows, draft.window];
  return windows.map((window, index) => (index === draft.index ? draft.window : window));
}
