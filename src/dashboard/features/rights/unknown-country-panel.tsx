import { Radio, Select } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { ChannelRightsView } from '../../../modules/rights/contract';
import { Panel } from '../../../ui/panel';
import { t } from '../../messages/translate';
import { countryChoices } from './countries';
import { matchingPlaces } from './place-search';
import styles from './windows.module.css';

type Answer = ChannelRightsView['unknownCountry'];
type Kind = 'refuse' | 'allow' | 'as';

interface UnknownCountryPanelProps {
  value: Answer;
  editable: boolean;
  onChange(value: Answer): void;
}

/** What counts where an address names no country; each answer says what it means. */
export function UnknownCountryPanel({ value, editable, onChange }: UnknownCountryPanelProps): ReactElement {
  const [asks, setAsks] = useState(false);
  const kind: Kind = asks || typeof value === 'object' ? 'as' : value;
  const choose = (next: string): void => {
    setAsks(next === 'as');
    if (next === 'refuse' || next === 'allow') onChange(next);
  };
  return (
    <Panel title={t('unknown.title')} body={t('unknown.body')}>
      <Radio.Group aria-label={t('unknown.title')} value={kind} onChange={choose}>
        <div className={styles.radios}>
          {(['refuse', 'allow', 'as'] as const).map((one) => (
            <Radio
              key={one}
              value={one}
              disabled={!editable && one !== kind}
              label={t(`unknown.${one}`)}
              description={t(`unknown.${one}.hint`)}
            />
          ))}
        </div>
      </Radio.Group>
      {kind === 'as' && (
        <Select
          label={t('unknown.country')}
          placeholder={t('countries.findHint')}
          searchable
          limit={30}
          disabled={!editable}
          allowDeselect={false}
          nothingFoundMessage={t('countries.nothing')}
          data={[...countryChoices]}
          filter={({ options, search }) => matchingPlaces(options, search)}
          value={typeof value === 'object' ? value.as : null}
          onChange={(code) => {
            setAsks(false);
            if (code) onChange({ as: code });
          }}
        />
      )}
    </Panel>
  );
}
