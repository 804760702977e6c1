import { type ReactElement, useState } from 'react';
import type { RegionCode } from '../../../modules/access';
import { regions } from '../../../modules/access';
import { Icon } from '../../../ui/icon';
import { t } from '../../messages/translate';
import { countryName, foldRegions } from './countries';
import styles from './window-editor.module.css';

interface ChosenPlacesProps {
  codes: readonly string[];
  onChange(codes: readonly string[]): void;
}

/** What is chosen, whole regions folded; a region opens into its countries, and each can be taken away. */
export function ChosenPlaces({ codes, onChange }: ChosenPlacesProps): ReactElement | null {
  const folded = foldRegions(codes);
  const without = (gone: readonly string[]): void => onChange(codes.filter((code) => !gone.includes(code)));
  if (codes.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={t('countries.chosen')}>
      {folded.regions.map((region) => (
        <RegionChip key={region} region={region} without={without} />
      ))}
      {folded.countries.map((code) => (
        <PlaceChip key={code} name={countryName(code)} onRemove={() => without([code])} />
      ))}
    </ul>
  );
}

interface RegionChipProps {
  region: RegionCode;
  without(codes: readonly string[]): void;
}

function RegionChip({ region, without }: RegionChipProps): ReactElement {
  const [open, setOpen] = useState(false);
  const { name, countries } = regions[region];
  return (
    <>
      <li className={styles.place} data-region>
        <button
          type="button"
          className={styles.expand}
          aria-expanded={open}
          aria-label={t('countries.expand', { place: name })}
          onClick={() => setOpen(!open)}
        >
          {name}
          <span className={styles.count}>{countries.length}</span>
          <Icon name={open ? 'chevronUp' : 'chevronDown'} size={14} />
        </button>
        <RemoveButton name={name} onRemove={() => without(countries)} />
      </li>
      {open &&
        countries.map((code) => (
          <PlaceChip key={code} name={countryName(code)} inRegion onRemove={() => without([code])} />
        ))}
    </>
  );
}

function PlaceChip({ name, inRegion, onRemove }: { name: string; inRegion?: boolean; onRemove(): void }): ReactElement {
  return (
    <li className={styles.place} data-inside={inRegion}>
      {name}
      <RemoveButton name={name} onRemove={onRemove} />
    </li>
  );
}

function RemoveButton({ name, onRemove }: { name: string; onRemove(): void }): ReactElement {
  return (
    <button
      type="button"
      className={styles.removePlace}
      aria-label={t('countries.remove', { place: name })}
      onClick={onRemove}
    >
      <Icon name="close" size={14} />
    </button>
  );
}
