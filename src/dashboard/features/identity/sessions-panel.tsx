import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { SessionView } from '../../../modules/identity/contract';
import { formatDistance } from '../../../ui/format-date';
import { Panel } from '../../../ui/panel';
import { StateBadge } from '../../../ui/state-badge';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem } from '../../notify/notify';
import styles from './account.module.css';
import { deviceName } from './device-name';
import { endAllSessions, endSession, sessionsQuery } from './identity-api';

export function SessionsPanel(): ReactElement {
  const sessions = useQuery(sessionsQuery);
  const endAll = useMutation({
    mutationFn: endAllSessions,
    // Everything in memory belongs to the session that just ended.
    onSuccess: () => window.location.assign('/studio/sign-in'),
    onError: notifyProblem,
  });
  const everywhere = (
    <Button variant="default" size="xs" loading={endAll.isPending} onClick={() => endAll.mutate()}>
      {t('sessions.endAll')}
    </Button>
  );
  return (
    <Panel title={t('sessions.title')} body={t('sessions.body')} action={everywhere}>
      {sessions.isPending && <Skeleton height="var(--space-16)" aria-label={t('app.loading')} />}
      {sessions.isError && <LoadFailure error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data && (
        <ul>
          {sessions.data.items.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function SessionRow({ session }: { session: SessionView }): ReactElement {
  const client = useQueryClient();
  const ending = useMutation({
    mutationFn: () => endSession(session.id),
    onSuccess: () => {
      notifyDone(t('sessions.ended'));
      return client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
    onError: notifyProblem,
  });
  const device = deviceName(session.userAgent);
  return (
    <li className={styles.row}>
      <div>
        <div className={styles.name}>{device}</div>
        <div className={styles.detail}>
          {session.ip} · {t('sessions.lastSeen', { when: formatDistance(session.lastSeenAt) })}
        </div>
      </div>
      {session.current ? (
        <StateBadge tone="success" label={t('sessions.current')} />
      ) : (
        <Button
          variant="default"
          size="xs"
          loading={ending.isPending}
          onClick={() => ending.mutate()}
          aria-label={t('sessions.endNamed', { device })}
        >
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
}
