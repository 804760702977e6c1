import { SegmentedControl, Select } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { RightsWindowView } from '../../../modules/rights/contract';
import { t } from '../../messages/translate';
import { ChosenPlaces } from './chosen-places';
import { countryChoices, isWhole, regionCodes, toggleRegion } from './countries';
import { matchingPlaces } from './place-search';
import styles from './window-editor.module.css';

type Countries = RightsWindowView['countries'];
type Mode = 'everywhere' | 'only' | 'except';

interface CountriesPickerProps {
  value: Countries;
  onChange(value: Countries): void;
  error?: string;
}

/** Everywhere, only in some countries, or everywhere except some. */
export function CountriesPicker({ value, onChange, error }: CountriesPickerProps): ReactElement {
  const named = 'only' in value ? value.only : value.except;
  const [mode, setMode] = useState<Mode>('only' in value ? 'only' : named.length > 0 ? 'except' : 'everywhere');
  const say = (next: Mode, codes: readonly string[]): void => {
    setMode(next);
    onChange(next === 'only' ? { only: [...codes] } : { except: next === 'except' ? [...codes] : [] });
  };
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t('countries.label')}</legend>
      <SegmentedControl
        className={styles.modes}
        aria-label={t('countries.label')}
        value={mode}
        onChange={(next) => say(next as Mode, named)}
        data={(['everywhere', 'only', 'except'] as const).map((one) => ({ value: one, label: t(`countries.${one}`) }))}
      />
      {mode !== 'everywhere' && <Places codes={named} onChange={(codes) => say(mode, codes)} error={error} />}
    </fieldset>
  );
}

interface PlacesProps {
  codes: readonly string[];
  onChange(codes: readonly string[]): void;
  error?: string;
}

export function Places({ codes, onChange, error }: PlacesProps): ReactElement {
  return (
    <div className={styles.places}>
      <ChosenPlaces codes={codes} onChange={onChange} />
      <PlaceField
        label={t('countries.find')}
        error={error}
        taken={codes}
        onPick={(code) => onChange([...new Set([...codes, code])].sort())}
      />
      <fieldset className={styles.regions} aria-label={t('countries.regions')}>
        {regionCodes.map((region) => (
          <button
            key={region}
            type="button"
            className={styles.region}
            aria-pressed={isWhole(codes, region)}
            onClick={() => onChange(toggleRegion(codes, region))}
          >
            {t(`region.${region}`)}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

interface PlaceFieldProps {
  label: string;
  taken: readonly string[];
  onPick(code: string): void;
  error?: string;
}

/** Finds a country by its name or code. */
export function PlaceField({ label, taken, onPick, error }: PlaceFieldProps): ReactElement {
  const [sought, setSought] = useState('');
  return (
    <Select
      label={label}
      placeholder={t('countries.findHint')}
      searchable
      error={error}
      limit={30}
      nothingFoundMessage={t('countries.nothing')}
      data={countryChoices.filter(({ value }) => !taken.includes(value))}
      filter={({ options, search }) => matchingPlaces(options, search)}
      searchValue={sought}
      onSearchChange={setSought}
      value={null}
      onChange={(code) => {
        setSought('');
        if (code) onPick(code);
      }}
    />
  );
}
