import { NativeSelect, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { ChannelRightsBody, ChannelRightsView, RightsWindowView } from '../../../modules/rights/contract';
import { Notice } from '../../../ui/notice';
import { Panel } from '../../../ui/panel';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { mayMake } from '../channels/roles';
import { useOwnChannel } from '../channels/use-role';
import { ConflictNotice } from './conflict-notice';
import { NoWindows } from './no-windows';
import { channelRightsQuery, rightsOfVideosKey, setChannelRights } from './rights-api';
import { TimelinePanel } from './timeline-panel';
import { UnknownCountryPanel } from './unknown-country-panel';
import { type Keeping, useKeeping } from './use-keeping';
import { useWindowsEditing } from './use-windows-editing';
import styles from './windows.module.css';
import { WindowsList } from './windows-list';

export function ChannelRightsPage(): ReactElement {
  const { handle } = useParams({ from: '/inside/shell/@{$handle}/rights/' });
  const rights = useQuery(channelRightsQuery(handle));
  const own = useOwnChannel(handle);
  if (rights.isError && !rights.data) return <LoadFailure error={rights.error} onRetry={() => void rights.refetch()} />;
  if (!rights.data || !own) return <RightsSkeleton />;
  return <ChannelRights key={handle} handle={handle} rights={rights.data} editable={mayMake(own.role)} />;
}

export function RightsSkeleton(): ReactElement {
  return (
    <div className={styles.page} data-sides role="status" aria-label={t('app.loading')}>
      <Skeleton className={styles.wide} height="calc(var(--space-24) * 2)" radius="lg" />
      <Skeleton height="calc(var(--space-24) * 3)" radius="lg" />
      <Skeleton height="calc(var(--space-24) * 3)" radius="lg" />
    </div>
  );
}

function useKeepChannelRights(handle: string): Keeping<ChannelRightsBody> {
  return useKeeping<ChannelRightsView, ChannelRightsBody>({
    queryKey: channelRightsQuery(handle).queryKey,
    write: (body, version) => setChannelRights(handle, body, version),
    alsoStale: [['rights', 'video'], rightsOfVideosKey(handle)],
  });
}

interface ChannelRightsProps {
  handle: string;
  rights: ChannelRightsView;
  editable: boolean;
}

function ChannelRights({ handle, rights, editable }: ChannelRightsProps): ReactElement {
  const keeping = useKeepChannelRights(handle);
  const body: ChannelRightsBody = {
    windows: rights.windows,
    unknownCountry: rights.unknownCountry,
    deviceLimit: rights.deviceLimit,
  };
  const set = (changes: Partial<ChannelRightsBody>, said: string): void =>
    void keeping.keep({ body: { ...body, ...changes }, undo: body, said });
  const shown = keeping.pending ?? body;
  const editing = useWindowsEditing(rights.windows, keeping, (windows: RightsWindowView[]) => ({ ...body, windows }));
  return (
    <div className={styles.page} data-sides>
      {!editable && (
        <div className={styles.wide}>
          <Notice tone="neutral">{t('rights.readOnly')}</Notice>
        </div>
      )}
      {keeping.conflict && (
        <div className={styles.wide}>
          <ConflictNotice conflict={keeping.conflict} />
        </div>
      )}
      <div className={styles.wide}>
        <TimelinePanel levels={[{ name: 'channel', windows: editing.preview }]} isDraft={editing.draft !== null} />
      </div>
      <Panel title={t('windows.title')} body={t('windows.bodyChannel')}>
        <WindowsList
          {...editing}
          windows={rights.windows}
          editable={editable}
          empty={<NoWindows body={t('windows.none.bodyChannel')} />}
        />
      </Panel>
      <div className={styles.side}>
        <UnknownCountryPanel
          value={shown.unknownCountry}
          editable={editable && !keeping.isPending}
          onChange={(unknownCountry) => set({ unknownCountry }, t('unknown.saved'))}
        />
        <DevicesPanel
          value={shown.deviceLimit}
          editable={editable && !keeping.isPending}
          onChange={(deviceLimit) => set({ deviceLimit }, t('devices.saved'))}
        />
      </div>
    </div>
  );
}

const deviceCounts = [1, 2, 3, 4, 5, 6, 8, 10, 20, 50, 100];

interface DevicesPanelProps {
  value: number | null;
  editable: boolean;
  onChange(value: number | null): void;
}

function DevicesPanel({ value, editable, onChange }: DevicesPanelProps): ReactElement {
  const counts = value && !deviceCounts.includes(value) ? [...deviceCounts, value].sort((a, b) => a - b) : deviceCounts;
  return (
    <Panel title={t('devices.title')} body={t('devices.body')}>
      <NativeSelect
        aria-label={t('devices.title')}
        disabled={!editable}
        value={String(value ?? '')}
        onChange={(event) => onChange(Number(event.currentTarget.value) || null)}
        data={[
          { value: '', label: t('devices.any') },
          ...counts.map((count) => ({ value: String(count), label: t('devices.count', { count }) })),
        ]}
      />
    </Panel>
  );
}
