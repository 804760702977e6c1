import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { TokenView } from '../../../modules/identity/contract';
import { formatDistance } from '../../../ui/format-date';
import { Panel } from '../../../ui/panel';
import { LoadFailure } from '../../api/load-failure';
import { t } from '../../messages/translate';
import { notifyDone, notifyProblem } from '../../notify/notify';
import styles from './account.module.css';
import { CreateTokenDialog } from './create-token-dialog';
import { revokeToken, tokensQuery } from './identity-api';

export function TokensPanel(): ReactElement {
  const tokens = useQuery(tokensQuery);
  const [creating, setCreating] = useState(false);
  const create = (
    <Button variant="default" size="xs" onClick={() => setCreating(true)}>
      {t('tokens.create')}
    </Button>
  );
  return (
    <Panel title={t('tokens.title')} body={t('tokens.body')} action={create}>
      {tokens.isPending && <Skeleton height="var(--space-16)" aria-label={t('app.loading')} />}
      {tokens.isError && <LoadFailure error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.data?.items.length === 0 && <p className={styles.detail}>{t('tokens.empty')}</p>}
      {tokens.data && tokens.data.items.length > 0 && (
        <ul>
          {tokens.data.items.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ul>
      )}
      {creating && <CreateTokenDialog onClose={() => setCreating(false)} />}
    </Panel>
  );
}

function TokenRow({ token }: { token: TokenView }): ReactElement {
  const client = useQueryClient();
  const { name } = token;
  const revoking = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: () => {
      notifyDone(t('tokens.revoked', { name }));
      return client.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
    onError: notifyProblem,
  });
  const reach = token.channels ? token.channels.map((handle) => `@${handle}`).join(', ') : t('tokens.allChannels');
  const used = token.lastUsedAt
    ? t('tokens.lastUsed', { when: formatDistance(token.lastUsedAt) })
    : t('tokens.neverUsed');
  const ends = token.expiresAt ? [t('tokens.endsOn', { when: formatDistance(token.expiresAt) })] : [];
  return (
    <li className={styles.row}>
      <div>
        <div className={styles.name}>{name}</div>
        <div className={styles.detail}>{[token.scopes.join(', '), reach, used, ...ends].join(' · ')}</div>
      </div>
      <Button
        variant="default"
        size="xs"
        loading={revoking.isPending}
        onClick={() => revoking.mutate()}
        aria-label={t('tokens.revokeNamed', { name })}
      >
        {t('tokens.revoke')}
      </Button>
    </li>
  );
}
