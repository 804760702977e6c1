import { Button, NativeSelect } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { SimulatedViewer } from '../../../modules/playback/contract-explain';
import { localZone } from '../../../ui/format-date';
import { Icon } from '../../../ui/icon';
import { Panel } from '../../../ui/panel';
import { t } from '../../messages/translate';
import { Places } from './countries-picker';
import type { Tier } from './rights-api';
import styles from './simulator.module.css';
import { countriesName, viewerName } from './simulator-words';
import { VideoSelect } from './video-select';
import { InstantField } from './window-editor';

export interface Times {
  from: string | null;
  until: string | null;
}

interface SimulatorControlsProps {
  handle: string;
  video: string | null;
  onVideo(video: string | null): void;
  countries: readonly string[];
  onCountries(countries: readonly string[]): void;
  times: Times;
  onTimes(times: Times): void;
  viewers: readonly SimulatedViewer[];
  viewer: number;
  onViewer(index: number): void;
  tiers: readonly Tier[];
}

/** What is tried, where, when and as whom. */
export function SimulatorControls(props: SimulatorControlsProps): ReactElement {
  const { handle, video, onVideo, times, onTimes, viewers, viewer, onViewer, tiers } = props;
  return (
    <Panel title={t('rights.simulator')} body={t('simulator.settled')}>
      <div className={styles.controls}>
        <VideoSelect
          handle={handle}
          label={t('simulator.what')}
          placeholder={t('simulator.library')}
          value={video}
          onChange={onVideo}
        />
        <InstantField
          label={t(video ? 'simulator.from' : 'simulator.at')}
          value={times.from}
          onChange={(from) => onTimes({ ...times, from })}
        />
        {video ? (
          <InstantField
            label={t('simulator.until')}
            value={times.until}
            onChange={(until) => onTimes({ ...times, until })}
            error={isEmpty(times) ? t('editor.endBeforeStart') : undefined}
          />
        ) : (
          <NativeSelect
            label={t('simulator.viewer')}
            value={String(viewer)}
            onChange={(event) => onViewer(Number(event.currentTarget.value))}
            data={viewers.map((each, index) => ({ value: String(index), label: viewerName(each, tiers) }))}
          />
        )}
      </div>
      <p className={styles.zone}>{t('publish.zone', { zone: localZone() })}</p>
      <CountriesPart {...props} />
    </Panel>
  );
}

export function isEmpty({ from, until }: Times): boolean {
  return from !== null && until !== null && Date.parse(from) >= Date.parse(until);
}

function CountriesPart({ countries, onCountries }: SimulatorControlsProps): ReactElement {
  const [open, setOpen] = useState(false);
  const unknown = countries.filter((code) => code === 'unknown');
  const known = countries.filter((code) => code !== 'unknown');
  return (
    <div className={styles.countries}>
      <div>
        <Button
          variant="default"
          size="xs"
          aria-expanded={open}
          rightSection={<Icon name={open ? 'chevronUp' : 'chevronDown'} size={14} />}
          onClick={() => setOpen(!open)}
        >
          {t('simulator.countries')}
        </Button>
      </div>
      {open ? (
        <Places codes={known} onChange={(codes) => onCountries([...codes, ...unknown])} />
      ) : (
        <p className={styles.muted}>{countriesName(countries)}</p>
      )}
    </div>
  );
}
