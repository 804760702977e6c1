import type { MatrixAnswer, SimulatedViewer } from '../../../modules/playback/contract-explain';
import { t } from '../../messages/translate';
import type { Tier } from './rights-api';
import { placeNames } from './window-words';

export function viewerName(viewer: SimulatedViewer, tiers: readonly Tier[]): string {
  if (viewer.kind !== 'tier') return t(`simulator.viewer.${viewer.kind}`);
  const name = tiers.find(({ id }) => id === viewer.tierId)?.name ?? viewer.tierId;
  return t('simulator.viewer.tier', { name });
}

/** All of them by name; one group says who. */
export function viewersName(viewers: readonly SimulatedViewer[], isAll: boolean, tiers: readonly Tier[]): string {
  if (isAll) return t('simulator.viewer.everybody');
  return viewers.map((viewer) => viewerName(viewer, tiers)).join(' · ');
}

/** Every country of a group, whole regions by their name. */
export function countriesName(codes: readonly string[]): string {
  const known = codes.filter((code) => code !== 'unknown');
  const names = known.length > 0 ? [placeNames(known, Number.POSITIVE_INFINITY)] : [];
  if (known.length < codes.length) names.push(t('simulator.unknown'));
  const words = names.join(' · ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function answerWord(answer: MatrixAnswer): string {
  return t(answer.decision === 'allowed' ? 'simulator.yes' : 'simulator.no');
}
